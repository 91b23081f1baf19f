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
