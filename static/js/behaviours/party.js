// An organisation is known by its credit code, a person by an identity card: the usual one is chosen with the kind.
const USUAL = { legal: "uscc", natural: "resident-id" };

// A person comes in person; an organisation by its legal representative. Who chose an agent keeps the agent.
const STANDS = { legal: ["oneself", "representative"], natural: ["representative", "oneself"] };

function stand(form, kind) {
  const [from, to] = STANDS[kind] ?? [];
  const chosen = form?.querySelector(`[name="attendance"][value="${from}"]:checked`);
  if (chosen) form.querySelector(`[name="attendance"][value="${to}"]`).click();
}

export default function party(fields) {
  const kind = fields.querySelector('[name$="-kind"]');
  const document_ = fields.querySelector('[name$="-id_type"]');
  kind?.addEventListener("change", () => {
    const others = Object.values(USUAL);
    if (document_ && others.includes(document_.value)) document_.value = USUAL[kind.value] ?? document_.value;
    stand(fields.closest("form"), kind.value);
  });
}
