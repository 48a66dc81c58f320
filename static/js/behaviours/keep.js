// A form whose session ended: what was typed comes back after signing in again. It stays in this tab only, for
// half an hour at most, and is forgotten on the first page that is not on the way back ([data-on-the-way]).
// Files have to be chosen anew.
const PREFIX = "yc-keep:";
const LIFE_MS = 30 * 60 * 1000;

const place = (form) => PREFIX + new URL(form.action, location).pathname;
const WAY = PREFIX + "way";
const isOnTheWay = () => document.querySelector("[data-on-the-way]") !== null;

function write(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  try { sessionStorage.setItem(place(form), JSON.stringify({ at: Date.now(), fields })); } catch { /* storage is off or full */ }
}

function read(form) {
  try {
    if (!sessionStorage.getItem(WAY)) return null;
    const { at, fields } = JSON.parse(sessionStorage.getItem(place(form)));
    return Date.now() - at < LIFE_MS ? fields : null;
  } catch { return null; }
}

function putBack(form, fields) {
  const typed = new Map();
  for (const [name, value] of fields) typed.set(name, [...(typed.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || ["hidden", "file", "submit"].includes(field.type)) continue;
    const values = typed.get(field.name) ?? [];
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
    field.closest("details")?.toggleAttribute("open", true);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  for (const note of form.querySelectorAll("[data-kept]")) note.hidden = false;
}

// Called once a page, after its forms: signing in is on the way back, every other page is not.
export function forgetKept() {
  try {
    if (isOnTheWay()) return sessionStorage.setItem(WAY, "1");
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
  } catch { /* storage is off */ }
}

export default function keep(form) {
  const fields = read(form);
  if (fields) putBack(form, fields);
  form.addEventListener("submit", () => write(form));
}
