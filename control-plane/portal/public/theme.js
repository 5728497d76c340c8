// Runs before the first paint, so that a chosen theme never flashes the other one. The switch is in src/ui/theme.ts.
try {
  const theme = localStorage.getItem("vagus.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's choice applies.
}
