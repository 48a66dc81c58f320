// data-key="F8" presses the element: a button is clicked, a radio chosen, a text field focused.
const waiting = new Map();
let listening = false;

const isTyping = (target) => target.closest?.("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])");
const isUsable = (element) => element.isConnected && !element.matches(":disabled, [aria-disabled=true]") && element.checkVisibility();

function press(element) {
  if (element.matches("input[type=radio], input[type=checkbox]")) {
    element.focus();
    if (!element.checked) element.click();
  } else if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (event.key.length === 1 && isTyping(event.target)) return;
  const modal = document.querySelector("dialog:modal");
  for (const element of waiting.get(event.key) ?? []) {
    if (!element.isConnected) { waiting.get(event.key).delete(element); continue; }
    if (!isUsable(element) || (modal && !modal.contains(element))) continue;
    event.preventDefault();
    press(element);
    return;
  }
  // a key of ours never falls through to the browser's own meaning while a clerk works
  if (waiting.get(event.key)?.size && /^F\d+$/.test(event.key)) event.preventDefault();
}

export default function shortcut(element) {
  const key = element.dataset.key;
  if (!waiting.has(key)) waiting.set(key, new Set());
  waiting.get(key).add(element);
  element.setAttribute("aria-keyshortcuts", key);
  if (!listening) document.addEventListener("keydown", onKey);
  listening = true;
}
