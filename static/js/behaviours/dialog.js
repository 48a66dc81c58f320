// A <dialog> the server rendered open becomes a modal one; anything with data-close inside closes it.
export default function dialog(element) {
  if (element.hasAttribute("open") && !element.matches(":modal")) {
    element.removeAttribute("open");
    element.showModal();
  }
  element.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    element.close();
  });
}
