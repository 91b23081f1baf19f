import { describe, expect, it } from "vitest";

type Tree = { [key: string]: string | Tree };

const files = import.meta.glob<Tree>("./{ja,en}/*.json", { eager: true, import: "default" });
const sources = import.meta.glob<string>(
  ["../**/*.{ts,tsx}", "!../**/*.test.{ts,tsx}", "!../api/schema.d.ts"],
  { eager: true, query: "?raw", import: "default" },
);
const namespaces = [...new Set(Object.keys(files).map((path) => path.split("/").at(-1) ?? ""))];

function flatten(tree: Tree, prefix = ""): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") out.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) out.set(inner, text);
  }
  return out;
}

const textsOf = (language: string, file: string) => flatten(files[`./${language}/${file}`] ?? {});
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();
/** `name_one` and `name_other` are forms of `name`. */
const withoutForm = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, "");

/** Keys as they stand in the code: plain ones, and patterns with a changing part. */
function usedKeys(): { plain: Set<string>; patterns: RegExp[] } {
  const plain = new Set<string>();
  const patterns = new Set<string>();
  for (const text of Object.values(sources)) {
    for (const match of text.matchAll(/["']([\w.]+)["']/g)) plain.add(match[1] ?? "");
    for (const match of text.matchAll(/`([\w.]*(?:\$\{[^}`]+\}[\w.]*)+)`/g)) {
      const escaped = (match[1] ?? "")
        .split(/\$\{[^}]+\}/)
        .map((part) => part.replaceAll(".", "\\."));
      // A pattern that is nothing but its changing part would excuse every key.
      if (escaped.join("") !== "") patterns.add(`^${escaped.join("\\w+")}$`);
    }
  }
  return { plain, patterns: [...patterns].map((pattern) => new RegExp(pattern)) };
}

describe.each(namespaces)("%s", (file) => {
  const ja = textsOf("ja", file);
  const en = textsOf("en", file);

  it("says everything in both languages", () => {
    expect([...new Set([...en.keys()].map(withoutForm))].sort()).toEqual(
      [...new Set([...ja.keys()].map(withoutForm))].sort(),
    );
  });

  it("leaves no text empty", () => {
    for (const texts of [ja, en]) {
      expect([...texts].filter(([, text]) => text.trim() === "")).toEqual([]);
    }
  });

  it("uses the same placeholders", () => {
    for (const [key, text] of ja) {
      const other = en.get(key);
      if (other !== undefined && key !== "honorific") {
        expect([key, placeholders(other)]).toEqual([key, placeholders(text)]);
      }
    }
  });

  it("has no text that nobody shows", () => {
    const { plain, patterns } = usedKeys();
    const unused = [...ja.keys()]
      .map(withoutForm)
      .filter((key) => !plain.has(key) && !patterns.some((pattern) => pattern.test(key)));
    expect(unused).toEqual([]);
  });
});
