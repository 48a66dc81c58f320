// Watches one topic of the live process. A change only says that something moved: the element fetches
// its own fragment through hx-trigger="live-change". Words appear while the stream is lost.
const PATIENCE_MS = 4000;

export default function live(element) {
  const address = element.dataset.live;
  if (!address) return;
  const state = element.querySelector("[data-live-state]") ?? document.getElementById(element.dataset.liveState ?? "");
  let waiting = null;
  const stream = new EventSource(address);

  const connected = (yes) => {
    clearTimeout(waiting);
    if (yes && state) state.hidden = true;
    if (!yes && state) waiting = setTimeout(() => { state.hidden = false; }, PATIENCE_MS);
  };
  stream.addEventListener("open", () => connected(true));
  stream.addEventListener("error", () => connected(false));
  stream.addEventListener("change", () => {
    if (element.isConnected) element.dispatchEvent(new CustomEvent("live-change"));
    else stream.close();
  });
  element.addEventListener("htmx:beforeCleanupElement", (event) => { if (event.target === element) stream.close(); });
  window.addEventListener("pagehide", () => stream.close());
}
