import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { Webhook } from "@/api/admin-types";
import { healthOf, KINDS, STATES } from "./kinds";

const SOURCE = readFileSync(resolve("../crates/model/src/webhook.rs"), "utf8");

function variants(name: string): string[] {
  const body = new RegExp(`${name} \\{([\\s\\S]*?)\\n    \\}`).exec(SOURCE)?.[1] ?? "";
  return [...body.matchAll(/\w+ = "([\w.]+)"/g)].map(([, text]) => text ?? "");
}

test("every kind and state of the server has a name here", () => {
  expect([...KINDS]).toEqual(variants("WebhookKind"));
  expect([...STATES]).toEqual(variants("WebhookState"));
});

test("an address that the server switched off is told from one that a person did", () => {
  const base = { active: true, switched_off: null, failing_since: null, last_ok_at: null };
  const health = (part: Partial<Webhook>) => healthOf({ ...base, ...part } as Webhook);
  expect(health({})).toBe("untried");
  expect(health({ last_ok_at: "2026-11-27T00:00:00Z" })).toBe("working");
  expect(health({ failing_since: "2026-11-27T00:00:00Z" })).toBe("failing");
  expect(health({ active: false })).toBe("off");
  expect(health({ active: false, switched_off: "gone" })).toBe("stopped");
});
