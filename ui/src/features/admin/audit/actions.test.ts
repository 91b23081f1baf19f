import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { ACTIONS, actionKey, detailLines } from "./actions";

/** Every action that the use-cases write: the string before the target in `record(…)`. */
function written(): string[] {
  const root = resolve("../crates/app/src");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  const text = files
    .filter((file) => file.endsWith(".rs"))
    .map((file) => readFileSync(resolve(root, file), "utf8"))
    .join("\n");
  const calls = text.matchAll(/\brecord\(\s*&?\w+,\s*[^"]{0,60}?"([a-z_]+(?:\.[a-z_]+)?)"/g);
  // A backup is put on record by the store, beside the server.
  const take = readFileSync(resolve("../crates/store/src/backup/take.rs"), "utf8");
  const backups = take.matchAll(/action: "([a-z_.]+)"/g);
  return [...new Set([...calls, ...backups].map(([, action]) => action ?? ""))];
}

test("every action of the server has a name here", () => {
  const actions = written();
  expect(actions.length).toBeGreaterThan(10);
  expect([...ACTIONS].sort()).toEqual(actions.sort());
});

test("an action of a newer server keeps its own word", () => {
  expect(actionKey("user.created")).toBe("user_created");
  expect(actionKey("sign_in")).toBe("sign_in");
  expect(actionKey("moon.landed")).toBeNull();
});

test("a detail reads as lines, a change with its before", () => {
  expect(detailLines({ name: { from: "a", to: "b" }, members: ["x"], active: null })).toEqual([
    { key: "name", value: "b", before: "a" },
    { key: "members", value: ["x"] },
    { key: "active", value: null },
  ]);
  const from = { name: "a", position: 10, hours: null };
  expect(detailLines({ from, to: { ...from, position: 20 } })).toEqual([
    { key: "position", value: 20, before: 10 },
  ]);
  expect(detailLines({})).toEqual([]);
  expect(detailLines(null)).toEqual([]);
  expect(detailLines(["a"])).toEqual([]);
});
