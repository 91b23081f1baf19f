import { describe, expect, it } from "vitest";
import { isImeKey } from "./ime";

describe("isImeKey", () => {
  it.each([
    [{ isComposing: true, keyCode: 13 }, true],
    // Safari: the composition has ended already, only the key code still tells.
    [{ isComposing: false, keyCode: 229 }, true],
    [{ isComposing: false, keyCode: 13 }, false],
    [{ nativeEvent: { isComposing: true } }, true],
    [{ nativeEvent: { isComposing: false, keyCode: 13 } }, false],
  ])("%j → %s", (event, expected) => {
    expect(isImeKey(event)).toBe(expected);
  });
});
