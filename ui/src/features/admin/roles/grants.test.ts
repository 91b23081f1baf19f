import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { GRANTS, permissionKey, ROLES, TOKEN_SCOPES } from "./grants";

const SOURCE = readFileSync(resolve("../crates/model/src/permission.rs"), "utf8");

/** Reads `Variant = "text"` pairs of an enum. */
function variants(name: string): Map<string, string> {
  const body = new RegExp(`${name} \\{([\\s\\S]*?)\\n    \\}`).exec(SOURCE)?.[1] ?? "";
  return new Map(
    [...body.matchAll(/(\w+) = "([\w.]+)"/g)].map(([, key, text]) => [key ?? "", text ?? ""]),
  );
}

/** Reads the arms of `Role::grants`. */
function serverGrants(): Map<string, string[]> {
  const roles = variants("Role");
  const permissions = variants("Permission");
  const body = /match permission \{([\s\S]*?)\n {8}\}/.exec(SOURCE)?.[1] ?? "";
  const grants = new Map<string, string[]>();
  const arms = body.matchAll(
    /((?:P::\w+\s*\|?\s*)+)=>\s*(?:\{\s*)?(true|!?matches!\(self,([^)]*)\))/g,
  );
  for (const [, left, right, inside] of arms) {
    const named = [...(inside ?? "").matchAll(/Self::(\w+)/g)].map(([, role]) =>
      roles.get(role ?? ""),
    );
    const granted = [...roles.values()].filter(
      (role) =>
        right === "true" || (right?.startsWith("!") ? !named.includes(role) : named.includes(role)),
    );
    for (const [, permission] of (left ?? "").matchAll(/P::(\w+)/g)) {
      grants.set(permissions.get(permission ?? "") ?? "", granted);
    }
  }
  return grants;
}

test("the matrix shows what the server decides by", () => {
  const server = serverGrants();
  expect([...server.keys()].sort()).toEqual(Object.keys(GRANTS).sort());
  for (const [permission, roles] of Object.entries(GRANTS)) {
    expect([permission, [...roles].sort()]).toEqual([
      permission,
      [...(server.get(permission) ?? [])].sort(),
    ]);
  }
});

test("tokens are offered the scopes that the server lets them carry", () => {
  const permissions = variants("Permission");
  const arm = /match self \{([^=]*)=> true/.exec(SOURCE)?.[1] ?? "";
  const named = [...arm.matchAll(/Self::(\w+)/g)].map(([, key]) => permissions.get(key ?? ""));
  expect([...TOKEN_SCOPES]).toEqual(named);
});

test("every role of the server has a column", () => {
  expect([...ROLES]).toEqual([...variants("Role").values()]);
});

test("a permission's text is found under one word", () => {
  expect(permissionKey("case.read")).toBe("case_read");
});
