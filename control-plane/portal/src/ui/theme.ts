import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const KEY = "vagus.theme";

/** The person's choice; `public/theme.js` applies it before the first paint. */
export function currentTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === "light" || theme === "dark" ? theme : "system";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage is blocked: the choice holds until the page is reloaded.
  }
}

/** Re-renders when the choice or the system's preference changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}

/** What is on screen after the system's preference has been taken into account. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, () => {
    const theme = currentTheme();
    return theme === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
  });
}

function subscribe(listener: () => void): () => void {
  const preference = matchMedia("(prefers-color-scheme: dark)");
  const choice = new MutationObserver(listener);
  choice.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  preference.addEventListener("change", listener);
  return () => {
    choice.disconnect();
    preference.removeEventListener("change", listener);
  };
}
