import { describe, expect, it } from "vitest";
import { countCharacters, formatBytes, formatMoney } from "./number";

describe("formatMoney", () => {
  it("knows how many decimals a currency has", () => {
    expect(formatMoney(12_800, "JPY", "ja")).toMatch(/12,800$/);
    expect(formatMoney(1_999, "USD", "en")).toBe("$19.99");
  });
});

describe("countCharacters", () => {
  it("counts code points, as the server does", () => {
    expect(countCharacters("髙﨑𠮷")).toBe(3);
    expect(countCharacters("😀が")).toBe(2);
    expect(countCharacters("")).toBe(0);
  });
});

describe("formatBytes", () => {
  it.each([
    [820, "820 bytes"],
    [3_400_000, "3.4 MB"],
    [20_971_520, "21 MB"],
  ])("%d", (bytes, text) => {
    expect(formatBytes(bytes, "en")).toBe(text);
  });
});
