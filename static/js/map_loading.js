// What a map is made of: the library, fetched where a map is shown, and the drawing of the office.
let loading;

export function leaflet(address) {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => done(window.L));
    script.addEventListener("error", failed);
    document.head.append(script);
  });
  return loading;
}

export async function drawingOf(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}
