// A refused form opens where the trouble is: the first wrong field gets the focus, or the note is shown.
export function showFirstProblem(root) {
  const [arrival] = performance.getEntriesByType("navigation");
  if (!(arrival?.responseStatus >= 400)) return;
  const field = root.querySelector('main [aria-invalid="true"]');
  if (field) field.focus();
  else root.querySelector("main [data-problem]")?.scrollIntoView({ block: "center" });
}
