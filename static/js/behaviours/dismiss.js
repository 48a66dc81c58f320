// Removes the note it stands in.
export default function dismiss(button) {
  button.addEventListener("click", () => button.closest("[data-note]")?.remove());
}
