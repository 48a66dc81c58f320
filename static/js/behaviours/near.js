// Puts what is nearest first, when the person asks for it and their device says where it is. The position
// stays here: it is neither kept nor sent.
const EARTH_METRES = 6_371_000;
const PATIENCE_MS = 15_000;
const radians = (degrees) => (degrees * Math.PI) / 180;

export function metres(from, to) {
  const [lat, lng] = [radians(to.lat - from.lat), radians(to.lng - from.lng)];
  const half = Math.sin(lat / 2) ** 2 + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(lng / 2) ** 2;
  return 2 * EARTH_METRES * Math.asin(Math.sqrt(half));
}

export default function near(button) {
  if (!navigator.geolocation) return;
  const list = document.getElementById(button.dataset.list);
  const said = document.getElementById(button.dataset.said);
  button.hidden = false;

  function words(distance) {
    if (distance < 1000) return button.dataset.metres.replace("{n}", String(Math.max(50, Math.round(distance / 50) * 50)));
    return button.dataset.kilometres.replace("{n}", (distance / 1000).toFixed(1));
  }

  function sort({ coords }) {
    const here = { lat: coords.latitude, lng: coords.longitude };
    const found = [...list.children].map((line) => {
      const { lat, lng } = line.dataset;
      return { line, far: lat === undefined ? Infinity : metres(here, { lat: Number(lat), lng: Number(lng) }) };
    });
    found.sort((one, other) => one.far - other.far || 0);
    for (const { line, far } of found) {
      if (far < Infinity) line.querySelector("[data-distance]").textContent = words(far);
      list.append(line);
    }
    said.textContent = button.dataset.done;
  }

  button.addEventListener("click", () => {
    said.textContent = button.dataset.asking;
    navigator.geolocation.getCurrentPosition(sort, () => { said.textContent = button.dataset.refused; }, { timeout: PATIENCE_MS });
  });
}
