// Filling in one person: by a card reader of this computer (data-reader), by a reader that types, by an earlier case.
// What is read goes to the server, which alone says what it means.
// The answer fills fields in place: what somebody types meanwhile stays, and so does the focus.
import { askReader, hasNumber, isLine } from "../card.js";

const WHOLE_NUMBER = /^[0-9A-Za-z]{18}$/;
const QUIET_MS = 400;

export default function reader(group) {
  const form = group.closest("form");
  const said = group.querySelector('[role="status"]');
  const lookUp = group.querySelector("[data-look-up]");
  const read = group.querySelector("[data-read]");
  const number = group.querySelector('[name$="-id_number"]');
  const fields = () => [...group.querySelectorAll(".yc-fields :is(input, select)")];

  function fill(answer, before) {
    for (const field of fields()) {
      const known = answer.querySelector(`[name="${field.name}"]`)?.value;
      if (known === undefined || known === field.value || field.value !== before.get(field.name)) continue;
      field.value = known;
      if (field.matches("select")) field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    said.replaceChildren(...(answer.querySelector('[role="status"]')?.childNodes ?? []));
    group.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function send(more) {
    const before = new Map(fields().map((field) => [field.name, field.value]));
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name);
    for (const [name, value] of Object.entries(more)) data.set(name, value);
    try {
      const answer = await fetch(lookUp.formAction, { method: "POST", body: data, headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      fill(new DOMParser().parseFromString(await answer.text(), "text/html"), before);
    } catch {
      said.textContent = lookUp.dataset.unreachable;
    }
  }

  // whoever put a card to a reader goes on with the first field it left empty
  async function take(more) {
    await send(more);
    fields().find((field) => !field.value && field.checkVisibility())?.focus();
  }
  const line = (field) => {
    const text = field.value;
    field.value = "";
    return take({ [`${group.dataset.who}-card`]: text });
  };

  lookUp.addEventListener("click", (event) => { event.preventDefault(); send({}); });
  read?.addEventListener("click", async (event) => {
    event.preventDefault();
    if (!group.dataset.reader) return take({ reader: group.dataset.who });
    return take({ [`${group.dataset.who}-card`]: JSON.stringify(await askReader(group.dataset.reader)) });
  });

  // a reader that types puts its line into whatever has the focus, usually with Enter at the end
  let quiet;
  group.addEventListener("input", ({ target: field }) => {
    clearTimeout(quiet);
    if (field.matches("input") && isLine(field.value) && hasNumber(field.value)) quiet = setTimeout(() => line(field), QUIET_MS);
  });
  group.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key === "F4" && read) { event.preventDefault(); read.click(); }
    if (event.key === "Enter" && field.matches("input") && isLine(field.value)) {
      event.preventDefault();
      clearTimeout(quiet);
      line(field);
    }
  });
  // a whole number is looked up by itself; what is known of its holder does not have to be typed
  number?.addEventListener("change", () => {
    if (WHOLE_NUMBER.test(number.value.replace(/[\s-]/g, ""))) send({});
  });
}
