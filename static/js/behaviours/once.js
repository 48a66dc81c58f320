// A form that is sent once: its buttons rest until the answer arrives or the page comes back.
export default function once(form) {
  const rest = (yes) => {
    form.setAttribute("aria-busy", String(yes));
    for (const button of form.querySelectorAll('button[type="submit"]')) button.toggleAttribute("data-resting", yes);
  };
  form.addEventListener("submit", (event) => {
    if (form.getAttribute("aria-busy") === "true") event.preventDefault();
    else rest(true);
  });
  form.addEventListener("htmx:afterRequest", () => rest(false));
  window.addEventListener("pageshow", () => rest(false));
}
