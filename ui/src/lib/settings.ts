import { useSyncExternalStore } from "react";

/** What a person sets for this browser. Kept in localStorage; other tabs follow. */
export interface Settings {
  theme: "system" | "light" | "dark";
  language: "ja" | "en";
  density: "compact" | "standard" | "comfortable";
  /** Single-letter shortcuts (J, K, R …). */
  singleKeys: boolean;
  /** Enter sends; otherwise ⌘/Ctrl+Enter does and Enter starts a new line. */
  enterToSend: boolean;
  /** A sound with each offer. */
  sound: boolean;
  /** Whether the views column of the inbox is folded. */
  viewsFolded: boolean;
  /** Whether the customer panel is folded. */
  panelFolded: boolean;
}

const KEY = "madoguchi.settings";

export const DEFAULT_SETTINGS: Settings = {
  theme: "system",
  language: "ja",
  density: "standard",
  singleKeys: true,
  enterToSend: false,
  sound: true,
  viewsFolded: false,
  panelFolded: false,
};

function read(): Settings {
  try {
    return { ...DEFAULT_SETTINGS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return DEFAULT_SETTINGS;
  }
}

let current = read();
const listeners = new Set<() => void>();

function publish(next: Settings): void {
  current = next;
  applyToDocument(next);
  for (const listener of listeners) listener();
}

/** Theme, density and language as attributes of the document, which the tokens follow. */
export function applyToDocument(value: Settings): void {
  const root = document.documentElement;
  const dark =
    value.theme === "dark" ||
    (value.theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
  root.dataset.density = value.density;
  root.lang = value.language;
}

export const settings = {
  get: () => current,
  set(change: Partial<Settings>): void {
    const next = { ...current, ...change };
    try {
      localStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // Storage may be forbidden or full: the setting then lasts until the reload.
    }
    publish(next);
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** The settings, re-rendering on change. */
export function useSettings(): Settings {
  return useSyncExternalStore(settings.subscribe, settings.get);
}

/** Follows other tabs and the system theme. Called once at start. */
export function watchSettings(): void {
  applyToDocument(current);
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) publish(read());
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => publish(current));
}
