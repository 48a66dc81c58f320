// Marks of outlets on a map: each is a button that leads to its line of the list.
const SIZES = { hall: 34, town: 30 };

export const placeOf = ({ dataset }) => [Number(dataset.lat), Number(dataset.lng)];

export function named(text) {
  const name = document.createElement("span");
  name.textContent = text;
  name.ariaHidden = "true";
  return name;
}

export function mark(L, sheet, line, choose) {
  const { kind, name, number } = line.dataset;
  const size = SIZES[kind] ?? 26;
  const one = L.marker(placeOf(line), {
    icon: L.divIcon({ className: `map-mark ${kind}`, html: named(number), iconSize: [size, size] }),
    zIndexOffset: SIZES[kind] ? size * 100 : 0,
    riseOnHover: true,
  });
  one.bindTooltip(document.createTextNode(name), { direction: "top", offset: [0, -size / 2] }).addTo(sheet);
  const element = one.getElement();
  const state = line.querySelector("[data-state]")?.textContent;
  element.setAttribute("aria-label", [number, name, state].filter(Boolean).join(" "));
  one.on("click", () => choose(line));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    choose(line);
  });
  return one;
}
