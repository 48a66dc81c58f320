// What a card reader hands over: asked from a service on this computer, or typed as one line into a field.
const SEPARATORS = /[|\t^;；｜]/g;
const PATIENCE_MS = 5000;

export const isLine = (text) => (text.match(SEPARATORS) ?? []).length >= 3;
export const hasNumber = (text) => /\d{17}[\dXx]/.test(text);

// of a card nothing but name, number and last day goes on
export async function askReader(address) {
  try {
    const answer = await fetch(`${address}/card`, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS) });
    const { status, card } = await answer.json();
    return { status, card: card && { name: card.name, number: card.number, valid_until: card.valid_until } };
  } catch {
    return { status: "no-reader" };
  }
}
