// Filling in one person: by a card reader of this computer (data-reader), by a reader that types, by an earlier case.
// What is read goes to the server, which alone says what it means; of a card nothing but name, number and last day does.
const SEPARATORS = /[|\t^;；｜]/g;
const WHOLE_NUMBER = /^[0-9A-Za-z]{18}$/;
const QUIET_MS = 120;
const PATIENCE_MS = 5000;

const isLine = (text) => (text.match(SEPARATORS) ?? []).length >= 3;

async function ask(address) {
  try {
    const answer = await fetch(`${address}/card`, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS) });
    const { status, card } = await answer.json();
    return { status, card: card && { name: card.name, number: card.number, valid_until: card.valid_until } };
  } catch {
    return { status: "no-reader" };
  }
}

export default function reader(group) {
  const lookUp = group.querySelector("[data-look-up]");
  const card = group.querySelector("[data-card]");
  const read = group.querySelector("[data-read]");
  const number = group.querySelector('[name$="-id_number"]');
  const hand = (text) => { card.value = text; lookUp.click(); };

  if (group.dataset.reader && read) {
    read.addEventListener("click", async () => {
      read.setAttribute("aria-busy", "true");
      hand(JSON.stringify(await ask(group.dataset.reader)));
    });
  }
  // a reader that types puts its line into whatever has the focus, usually with Enter at the end
  let quiet;
  group.addEventListener("input", (event) => {
    const field = event.target;
    clearTimeout(quiet);
    if (field.matches("input") && isLine(field.value)) quiet = setTimeout(() => take(field), QUIET_MS);
  });
  const take = (field) => {
    clearTimeout(quiet);
    const line = field.value;
    field.value = "";
    hand(line);
  };
  group.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key === "F4" && read && !event.defaultPrevented) { event.preventDefault(); read.click(); }
    if (event.key === "Enter" && field.matches("input") && isLine(field.value)) {
      event.preventDefault();
      take(field);
    }
  });
  // a whole number is looked up by itself; what is known of its holder does not have to be typed
  number?.addEventListener("change", () => {
    if (WHOLE_NUMBER.test(number.value.replace(/[\s-]/g, ""))) lookUp.click();
  });
}
