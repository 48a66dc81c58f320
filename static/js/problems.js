// A refused or lost htmx request says so on the page; what was typed stays where it is.
import { bind } from "./bind.js";

const region = () => document.getElementById("flashes");

function show(note) {
  const flashes = region();
  if (!flashes || !note) return;
  flashes.replaceChildren(note);
  bind(flashes);
  note.querySelector("[data-dismiss]")?.focus({ preventScroll: true });
}

function fromTemplate(id) {
  return document.getElementById(id)?.content.firstElementChild.cloneNode(true);
}

export function showRefusals() {
  document.addEventListener("htmx:responseError", (event) => {
    const xhr = event.detail.xhr;
    const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const page = answer.getElementById("problem-note")?.content ?? answer;
    const note = page.querySelector("[data-problem]");
    if (note) return show(document.importNode(note, true));
    const unknown = fromTemplate("problem-unknown");
    const number = unknown?.querySelector("[data-number]");
    if (number) number.textContent = xhr.getResponseHeader("X-Request-ID") ?? String(xhr.status);
    show(unknown);
  });
  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(lost, () => show(fromTemplate("problem-unreachable")));
  }
  // a new try takes the old refusal away; what the page itself has to say stays
  document.addEventListener("htmx:beforeRequest", () => {
    for (const note of region()?.querySelectorAll("[data-problem]") ?? []) note.remove();
  });
}
