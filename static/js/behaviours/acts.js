// Act bar: the button repeats the chosen act, and the form goes where that act lives.
export default function acts(form) {
  const button = form.querySelector("[data-act-button]");
  const name = form.querySelector("[data-act-name]");
  const follow = () => {
    const chosen = form.querySelector('input[type="radio"]:checked');
    if (button) button.disabled = !chosen;
    if (!chosen) return;
    if (name) name.textContent = chosen.dataset.name;
    if (chosen.dataset.action) form.action = chosen.dataset.action;
  };
  form.addEventListener("change", follow);
  follow();
}
