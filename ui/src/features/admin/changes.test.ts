import { expect, it } from "vitest";
import { changesOf, snake } from "./changes";

it("tells what changes, field by field and part by part", () => {
  const base = {
    name: "受付",
    members: ["a"],
    settings: { host: "x", port: "1" },
    archived: false,
  };
  const draft = { ...base, name: "窓口", settings: { host: "x", port: "2", user: "me" } };
  expect(changesOf(base, draft)).toEqual([
    { key: "name", before: "受付", after: "窓口", secret: false },
    { key: "settings.port", before: "1", after: "2", secret: false },
    { key: "settings.user", before: undefined, after: "me", secret: false },
  ]);
  expect(changesOf(base, structuredClone(base))).toEqual([]);
});

it("knows which values are nobody's business", () => {
  const keep = { mode: "keep" };
  const base = { secrets: { password: keep }, secret: null, password: "", keyword: "" };
  const draft = {
    secrets: { password: { mode: "set", value: "hush" } },
    secret: "hush",
    password: "hush",
    keyword: "shown",
  };
  expect(changesOf(base, draft).map((each) => [each.key, each.secret])).toEqual([
    ["secrets.password", true],
    ["secret", true],
    ["password", true],
    ["keyword", false],
  ]);
});

it("names fields as the server does", () => {
  expect(snake("offerSeconds")).toBe("offer_seconds");
});
