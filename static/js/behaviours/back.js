// Back to where the reader came from; without scripts the button is not there.
export default function back(button) {
  button.addEventListener("click", () => {
    if (history.length > 1) history.back();
    else location.assign("/");
  });
}
