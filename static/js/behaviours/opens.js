// Opens the dialog that data-dialog names.
export default function opens(button) {
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", (event) => {
    const dialog = document.getElementById(button.dataset.dialog);
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
  });
}
