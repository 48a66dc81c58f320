// The clerk's list says at once how each material stands, as the server will say it again: nothing here decides.
// Words come from the list: data-gaps "差 {n} 处", data-settled, data-missing, data-optional; data-total names
// the element that sums up, with its own data-gaps and data-settled.
const SIGNS = { ok: "check", no: "alert-triangle", "": "point" };
const COLOURS = { ok: "green", no: "amber", "": "" };

function judge(row, words) {
  const how = row.querySelector("[data-collected]");
  if (!how) return { gaps: 0 };
  const unmet = [...row.querySelectorAll("[data-blocking]")].filter((box) => !box.checked).length;
  const mayLack = row.dataset.mayLack === "1";
  if (!how.value) return { gaps: mayLack ? 0 : 1, state: "", text: mayLack ? words.optional : words.missing };
  if (unmet) return { gaps: mayLack ? 0 : unmet, state: "no", text: words.gaps.replace("{n}", unmet) };
  return { gaps: 0, state: "ok", text: words.settled };
}

function show(row, { state, text }) {
  if (text === undefined) return;
  const disc = row.querySelector(".disc");
  const pill = row.querySelector(".verdict .yc-pill");
  disc.className = `disc ${state}`.trim();
  disc.firstElementChild.className = `ti ti-${SIGNS[state]}`;
  pill.className = `yc-pill ${COLOURS[state]}`.trim();
  pill.textContent = text;
}

export default function materials(list) {
  const words = list.dataset;
  const total = document.getElementById(words.total ?? "");
  const look = () => {
    let gaps = 0;
    for (const row of list.children) {
      const found = judge(row, words);
      gaps += found.gaps;
      show(row, found);
    }
    if (total) total.textContent = gaps ? total.dataset.gaps.replace("{n}", gaps) : total.dataset.settled;
  };
  list.addEventListener("change", (event) => {
    const how = event.target.closest(".yc-mat")?.querySelector("[data-collected]");
    // who ticks a point has the paper in hand
    if (how && !how.value && event.target.matches("[data-blocking]:checked")) how.value = "paper";
    look();
  });
  look();
}
