// A long form is kept on the server while somebody types: data-drafts is where, data-status names the element that
// says so, with its words in data-saved, data-unreachable, data-ended, and is aria-busy while the last word typed
// is on its way. Files are not kept.
const QUIET_MS = 800;

function body(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name);
  return data;
}

export default function draft(form) {
  const status = document.getElementById(form.dataset.status ?? "");
  const id = form.elements["draft-id"];
  const revision = form.elements["draft-revision"];
  let timer, saving = null, isDirty = false;

  const say = (words, isTrouble) => {
    if (!status) return;
    status.textContent = words;
    status.classList.toggle("yc-wrong", Boolean(isTrouble));
    status.setAttribute("aria-busy", String(isDirty && !isTrouble));
  };

  async function send() {
    isDirty = false;
    const headers = { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const answer = await fetch(form.dataset.drafts, { method: "POST", body: body(form), headers });
    // signing in again is another page; its answer is no JSON
    if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) {
      return say(answer.redirected || [401, 403].includes(answer.status) ? status.dataset.ended : status.dataset.unreachable, true);
    }
    const said = await answer.json();
    if (answer.ok) {
      id.value = said.id;
      revision.value = said.revision;
      return say(status.dataset.saved.replace("{at}", said.saved_at));
    }
    // somebody else went on with it: theirs stays, ours becomes a draft of its own with the next word typed
    if (answer.status === 409) id.value = revision.value = "";
    say(said.detail, true);
  }

  function save() {
    clearTimeout(timer);
    saving ??= send()
      .catch(() => { isDirty = true; say(status.dataset.unreachable, true); })
      .finally(() => { saving = null; });
    return saving;
  }

  const later = () => {
    isDirty = true;
    status?.setAttribute("aria-busy", "true");
    clearTimeout(timer);
    timer = setTimeout(async () => { await saving; if (isDirty) save(); }, QUIET_MS);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);

  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!saving) return;
    // the answer on its way brings the revision this form has to name
    event.preventDefault();
    event.stopImmediatePropagation();
    saving.then(() => form.requestSubmit(event.submitter));
  }, true);

  // Enter goes on to the next field; receiving has a key of its own
  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.defaultPrevented || !field.matches("input:not([type=checkbox], [type=radio], [type=file], [type=submit])")) return;
    event.preventDefault();
    const fields = [...form.querySelectorAll("input, select, textarea")].filter((one) => one.type !== "hidden" && one.tabIndex >= 0 && one.checkVisibility());
    fields[fields.indexOf(field) + 1]?.focus();
  });
}
