// Runs before the first paint: applies the stored theme and language, so that nothing flashes.
(() => {
  let stored = {};
  try {
    stored = JSON.parse(localStorage.getItem("madoguchi.settings") ?? "{}");
  } catch {
    // Broken or forbidden storage: the defaults are right.
  }
  const dark =
    stored.theme === "dark" ||
    (stored.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.documentElement.lang = stored.language === "en" ? "en" : "ja";
})();
