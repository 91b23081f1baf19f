import { useEffect, useRef } from "react";
import { isImeKey } from "./ime";
import { settings } from "./settings";

/**
 * Keyboard shortcuts. A combination is written `mod+k`, `alt+a`, `shift+/`, `j`; `mod` is ⌘ on a
 * Mac and Ctrl elsewhere; the other of the two is a modifier that no shortcut has. Single keys
 * without a modifier can be turned off (WCAG 2.1.4) and never fire while the focus is where keys mean
 * something else: where text is typed, in an open choice, menu or dialog. A list whose rows the
 * shortcuts are about says so with `data-shortcuts`.
 */
export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

export const isMac =
  typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.platform ?? "");

/** The combination of a keyboard event, in the notation of {@link Shortcuts}. */
export function combination(event: KeyboardEvent): string {
  const parts: string[] = [];
  if (isMac ? event.metaKey : event.ctrlKey) parts.push("mod");
  if (isMac ? event.ctrlKey : event.metaKey) parts.push(isMac ? "ctrl" : "meta");
  if (event.altKey) parts.push("alt");
  // On many layouts "?" needs Shift; the character itself says so already.
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  // With Alt a Mac reports "å" for A: the physical key is what was meant.
  const key = event.altKey ? (letter ?? digit ?? event.key) : event.key;
  if (event.shiftKey && key.length > 1) parts.push("shift");
  parts.push(key.toLowerCase());
  return parts.join("+");
}

/** Where letters look for an entry, or are answered by what is open. */
const CHOICES = "[role=listbox],[role=menu],[role=dialog],[aria-haspopup=listbox]";
/** Shortcuts that go on while their key is held down. */
const REPEATED: ReadonlySet<string> = new Set(["j", "k"]);
const MODIFIED = /^(mod|ctrl|meta|alt)\+/;

/** Whether single keys belong to the place of the focus rather than to the page. */
function isTaken(target: EventTarget | null): boolean {
  if (isTyping(target)) return true;
  const choice = target instanceof Element ? target.closest(CHOICES) : null;
  return choice !== null && !choice.hasAttribute("data-shortcuts");
}

/** Whether a key pressed on this element writes text or operates the element itself. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) {
    return !["checkbox", "radio", "button", "submit", "range", "file"].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Runs the shortcut of this event, if there is one. Returns whether it did. */
export function runShortcut(
  event: KeyboardEvent,
  shortcuts: Shortcuts,
  singleKeys: boolean,
): boolean {
  if (event.defaultPrevented || isImeKey(event)) return false;
  const combo = combination(event);
  if (!MODIFIED.test(combo) && (!singleKeys || isTaken(event.target))) return false;
  const action = shortcuts[combo];
  if (!action) return false;
  event.preventDefault();
  if (event.repeat && !REPEATED.has(combo)) return false;
  action(event);
  return true;
}

/** Whether a dialog stands over the page. */
export function isModalOpen(): boolean {
  return document.querySelector("[role=dialog][data-modal]") !== null;
}

/**
 * Listens for shortcuts while the component is mounted. A dialog that is open silences them, but for
 * those that cannot wait.
 */
export function useShortcuts(shortcuts: Shortcuts, enabled = true, overDialogs = false): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      if (!overDialogs && isModalOpen()) return;
      runShortcut(event, latest.current, settings.get().singleKeys);
    };
    // What a dialog's fields handle does not reach the window: these are heard before them.
    window.addEventListener("keydown", listen, overDialogs);
    return () => window.removeEventListener("keydown", listen, overDialogs);
  }, [enabled, overDialogs]);
}

/** A combination as it is printed on a key cap: `⌘↵` or `Ctrl+↵`. */
export function printShortcut(combo: string): string {
  const names: Record<string, string> = isMac
    ? { mod: "⌘", alt: "⌥", shift: "⇧", enter: "↵" }
    : { mod: "Ctrl", alt: "Alt", shift: "Shift", enter: "↵" };
  return combo
    .split("+")
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(isMac ? "" : "+");
}
