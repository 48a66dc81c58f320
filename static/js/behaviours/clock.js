// A clock in the bar. It starts from the server's moment, so that it agrees with what is printed.
export default function clock(element) {
  const ahead = Date.parse(element.dateTime) - Date.now();
  const words = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const tick = () => {
    if (!element.isConnected) return;
    const present = Date.now() + ahead;
    element.textContent = words.format(present);
    setTimeout(tick, 60_000 - (present % 60_000) + 50);
  };
  tick();
}
