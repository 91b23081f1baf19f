import { afterEach, describe, expect, it, vi } from "vitest";
import { combination, isTyping, printShortcut, runShortcut } from "./shortcuts";

function key(init: KeyboardEventInit & { target?: Element }): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { cancelable: true, bubbles: true, ...init });
  (init.target ?? document.body).dispatchEvent(event);
  return event;
}

function field(name: "input" | "textarea" | "div"): HTMLElement {
  const element = document.createElement(name);
  document.body.append(element);
  return element;
}

afterEach(() => document.body.replaceChildren());

describe("combination", () => {
  it("reads modifiers, characters and named keys", () => {
    expect(combination(key({ key: "j", code: "KeyJ" }))).toBe("j");
    expect(combination(key({ key: "k", code: "KeyK", ctrlKey: true }))).toBe("mod+k");
    expect(combination(key({ key: "?", code: "Slash", shiftKey: true }))).toBe("?");
    expect(combination(key({ key: "Enter", code: "Enter", shiftKey: true }))).toBe("shift+enter");
  });

  it("takes the physical key with Alt, which changes characters on a Mac", () => {
    expect(combination(key({ key: "å", code: "KeyA", altKey: true }))).toBe("alt+a");
  });
});

describe("runShortcut", () => {
  it("runs a single key outside of text only, and only when single keys are on", () => {
    const j = vi.fn();
    expect(runShortcut(key({ key: "j" }), { j }, true)).toBe(true);
    expect(runShortcut(key({ key: "j", target: field("textarea") }), { j }, true)).toBe(false);
    expect(runShortcut(key({ key: "j", target: field("input") }), { j }, true)).toBe(false);
    expect(runShortcut(key({ key: "j" }), { j }, false)).toBe(false);
    expect(j).toHaveBeenCalledTimes(1);
  });

  it("runs a combination inside of text as well, and even when single keys are off", () => {
    const accept = vi.fn();
    const event = key({ key: "a", code: "KeyA", altKey: true, target: field("textarea") });
    expect(runShortcut(event, { "alt+a": accept }, false)).toBe(true);
    expect(event.defaultPrevented).toBe(true);
  });

  it("leaves single keys to an open choice, menu or dialog, and to the button of a choice", () => {
    const e = vi.fn();
    for (const [name, value] of [
      ["role", "listbox"],
      ["role", "menu"],
      ["role", "dialog"],
      ["aria-haspopup", "listbox"],
    ] as const) {
      const place = field("div");
      place.setAttribute(name, value);
      const inside = document.createElement("button");
      place.append(inside);
      expect(runShortcut(key({ key: "e", target: inside }), { e }, true)).toBe(false);
      const all = { "mod+k": e };
      expect(runShortcut(key({ key: "k", ctrlKey: true, target: inside }), all, true)).toBe(true);
    }
    expect(e).toHaveBeenCalledTimes(4);
  });

  it("runs single keys in the list whose rows they are about", () => {
    const list = field("div");
    list.setAttribute("role", "listbox");
    list.setAttribute("data-shortcuts", "");
    const e = vi.fn();
    expect(runShortcut(key({ key: "e", target: list }), { e }, true)).toBe(true);
  });

  it("repeats steps through the list while the key is held, and nothing else", () => {
    const step = vi.fn();
    const resolve = vi.fn();
    const held = (name: string) => key({ key: name, repeat: true });
    expect(runShortcut(held("j"), { j: step, e: resolve }, true)).toBe(true);
    const event = held("e");
    expect(runShortcut(event, { j: step, e: resolve }, true)).toBe(false);
    // The browser has no use for it either.
    expect(event.defaultPrevented).toBe(true);
    expect([step.mock.calls.length, resolve.mock.calls.length]).toEqual([1, 0]);
  });

  it("takes the key of the system for a modifier", () => {
    const e = vi.fn();
    expect(runShortcut(key({ key: "e", metaKey: true }), { e }, true)).toBe(false);
    expect(e).not.toHaveBeenCalled();
  });

  it("takes Ctrl for a modifier on a Mac", async () => {
    vi.stubGlobal("navigator", { platform: "MacIntel" });
    vi.resetModules();
    const mac = await import("./shortcuts");
    vi.unstubAllGlobals();
    const e = vi.fn();
    expect(mac.runShortcut(key({ key: "e", ctrlKey: true }), { e }, true)).toBe(false);
    expect(mac.runShortcut(key({ key: "e", metaKey: true }), { "mod+e": e }, true)).toBe(true);
    expect(e).toHaveBeenCalledTimes(1);
  });

  it("leaves alone what an input method is converting", () => {
    const j = vi.fn();
    expect(runShortcut(key({ key: "j", isComposing: true }), { j }, true)).toBe(false);
    expect(j).not.toHaveBeenCalled();
  });
});

describe("isTyping", () => {
  it("tells text from buttons", () => {
    const box = document.createElement("input");
    box.type = "checkbox";
    expect(isTyping(box)).toBe(false);
    expect(isTyping(field("input"))).toBe(true);
    expect(isTyping(field("div"))).toBe(false);
  });
});

describe("printShortcut", () => {
  it("prints key caps", () => {
    expect(printShortcut("mod+enter")).toBe("Ctrl+↵");
    expect(printShortcut("j")).toBe("J");
  });
});
