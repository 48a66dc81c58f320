// Opens and closes the pane that aria-controls names; Esc closes it and gives the focus back.
export default function drawer(button) {
  const pane = document.getElementById(button.getAttribute("aria-controls"));
  if (!pane) return;
  const set = (open) => {
    pane.toggleAttribute("data-open", open);
    button.setAttribute("aria-expanded", String(open));
    if (open) pane.focus();
    else button.focus();
  };
  pane.tabIndex = -1;
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => set(!pane.hasAttribute("data-open")));
  pane.addEventListener("keydown", (event) => { if (event.key === "Escape") set(false); });
}
