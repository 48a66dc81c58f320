// Large type without a reload. The cookie tells the server; local storage survives a cleared cookie.
const NAME = "yc-size";
const LARGE = "large";
const YEAR_SECONDS = 365 * 24 * 3600;

function set(large) {
  const root = document.documentElement;
  if (large) root.dataset.size = LARGE;
  else delete root.dataset.size;
  document.cookie = `${NAME}=${LARGE}; path=/; samesite=lax; max-age=${large ? YEAR_SECONDS : 0}${location.protocol === "https:" ? "; secure" : ""}`;
  try {
    if (large) localStorage.setItem(NAME, LARGE);
    else localStorage.removeItem(NAME);
  } catch { /* storage is switched off: the cookie remains */ }
  for (const field of document.querySelectorAll('[data-behaviour~="size"] [name="size"]')) field.value = large ? "normal" : LARGE;
}

function remembered() {
  try { return localStorage.getItem(NAME) === LARGE; } catch { return false; }
}

export default function size(form) {
  const isLarge = () => document.documentElement.dataset.size === LARGE;
  if (remembered() && !isLarge()) set(true);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    set(!isLarge());
  });
}
