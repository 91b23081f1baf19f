import { expect, it } from "vitest";

const sources = import.meta.glob<string>("./**/*.{ts,tsx}", {
  eager: true,
  query: "?raw",
  import: "default",
});

/** What each folder may import from, besides itself. Features never import each other. */
const MAY_IMPORT: Record<string, string[]> = {
  lib: ["api", "ui"],
  api: ["lib", "realtime"],
  realtime: ["api", "lib"],
  ui: ["api", "lib", "realtime"],
  i18n: ["lib"],
  features: ["api", "lib", "realtime", "ui", "testing"],
  testing: ["api", "realtime"],
};

/** `features/inbox/Thread.tsx` belongs to `features/inbox`, `ui/Icon.tsx` to `ui`. */
function partOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "features" ? `${first}/${second}` : first;
}

it("features, design system and data know only what they may", () => {
  const wrong: string[] = [];
  for (const [file, text] of Object.entries(sources)) {
    const path = file.slice(2);
    const here = partOf(path);
    const allowed = MAY_IMPORT[here.split("/")[0] ?? ""];
    if (!allowed || path.includes(".test.")) continue;
    for (const match of text.matchAll(/from "@\/([^"]+)"/g)) {
      const there = partOf(match[1] ?? "");
      if (there !== here && !allowed.includes(there)) wrong.push(`${path} → ${there}`);
    }
  }
  expect(wrong).toEqual([]);
});

it("no component writes a colour of its own", () => {
  const wrong = Object.entries(sources)
    .filter(([file]) => file.endsWith(".tsx"))
    .filter(([, text]) =>
      /(color|background|fill|stroke|border)\w*["']?[:=-]\s*["'`{[]*(#[0-9a-f]{3}|rgb|hsl)/i.test(
        text,
      ),
    )
    .map(([file]) => file);
  expect(wrong).toEqual([]);
});
