// A map that needs no outside server: the drawing of the office under a mark for every element with
// data-outlet that has a position. Marks and elements lead to each other, by keyboard too.
import { drawingOf, leaflet } from "../map_loading.js";
import { mark, named, placeOf } from "../map_marks.js";

const CLOSE_ZOOM = 13;

export default async function map(box) {
  const lines = [...document.querySelectorAll("[data-outlet][data-lat]")];
  try {
    const [L, drawing] = await Promise.all([leaflet(box.dataset.leaflet), drawingOf(box.dataset.drawing)]);
    show(L, box, drawing, lines);
  } catch (error) {
    box.textContent = box.dataset.lost;
    console.error(error);
  }
}

function show(L, box, drawing, lines) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const options = { zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25 };
  if (still) Object.assign(options, { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });
  const sheet = L.map(box, options);
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(sheet);

  const drawn = L.geoJSON(drawing, {
    style: ({ properties }) => ({ className: `map-shape ${properties.kind}`, interactive: false }),
    pointToLayer: ({ properties }, place) => L.marker(place, {
      icon: L.divIcon({ className: "map-name", html: named(properties.name), iconSize: null }),
      interactive: false,
      keyboard: false,
    }),
  }).addTo(sheet);
  sheet.getPane("overlayPane").setAttribute("aria-hidden", "true");

  const places = L.latLngBounds(lines.map(placeOf));
  const whole = drawn.getBounds();
  if (places.isValid()) whole.extend(places);
  sheet.setMaxBounds(whole.pad(0.2));
  if (lines.length === 1) sheet.setView(placeOf(lines[0]), CLOSE_ZOOM, { animate: false });
  else sheet.fitBounds(places.isValid() ? places.pad(0.12) : whole, { animate: false });
  sheet.setMinZoom(Math.min(sheet.getZoom(), sheet.getBoundsZoom(whole)));
  // a mark has an element once the map has a view
  const marks = new Map(lines.map((line) => [line, mark(L, sheet, line, choose)]));

  function choose(line) {
    for (const [other, one] of marks) {
      if (other === line) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
      one.getElement().classList.toggle("chosen", other === line);
    }
    sheet.panInside(placeOf(line), { padding: [40, 40], animate: !still });
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  }

  for (const [line, one] of marks) {
    const button = line.querySelector("[data-on-map]");
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      sheet.setView(placeOf(line), Math.max(sheet.getZoom(), CLOSE_ZOOM), { animate: false });
      one.getElement().focus();
      box.scrollIntoView({ block: "nearest" });
    });
  }
  box.dataset.ready = "";
}
