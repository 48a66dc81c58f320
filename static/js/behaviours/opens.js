// Opens the dialog that data-dialog names, its form as the server sent it. (Not when it closes: the browser says so
// a moment later, when the dialog may be open again and ticked.)
export default function opens(button) {
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", (event) => {
    const dialog = document.getElementById(button.dataset.dialog);
    if (!dialog) return;
    event.preventDefault();
    dialog.querySelector("form")?.reset();
    dialog.showModal();
  });
}
