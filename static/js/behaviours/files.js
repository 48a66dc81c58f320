// A file input drawn as a button says how many files were chosen.
export default function files(input) {
  const label = input.closest("label")?.querySelector("[data-files-label]");
  if (!label) return;
  const before = label.textContent;
  const say = () => { label.textContent = input.files.length ? label.dataset.chosen.replace("{n}", input.files.length) : before; };
  input.addEventListener("change", say);
  say();
}
