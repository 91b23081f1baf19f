import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { curl, quoted } from "./curl";
import { found, type OpenApi, operations, type Schema } from "./document";
import { PROBLEMS } from "./problems";
import { described, example } from "./schema";

const published: OpenApi = JSON.parse(readFileSync(resolve("../docs/openapi.json"), "utf8"));
const all = operations(published);

const tiny = (schemas: Record<string, Schema>): OpenApi => ({
  info: { title: "t", version: "1" },
  paths: {},
  components: { schemas },
});

function operation(id: string) {
  const one = all.find((each) => each.id === id);
  if (!one) throw new Error(`no operation ${id}`);
  return one;
}

describe("the published document", () => {
  test("every operation is shown, with who may use it", () => {
    const count = Object.values(published.paths).reduce(
      (sum, item) => sum + Object.keys(item).length,
      0,
    );
    expect(all).toHaveLength(count);
    expect(all.filter((each) => each.access === "" || each.tag === "")).toEqual([]);
  });

  test("a failure is described although it is a reference", () => {
    const failure = operation("cases_list").answers.find((each) => each.status === "default");
    expect(failure?.type).toBe("application/problem+json");
    expect(described(published, failure?.schema ?? {}).type).toBe("Problem");
  });

  test("every body has an example and every answer a type, but the document itself", () => {
    for (const each of all.filter(({ id }) => id !== "server_openapi")) {
      if (each.body) expect(example(published, each.body.schema)).toBeDefined();
      for (const { schema } of each.answers) {
        if (schema) expect(described(published, schema).type).not.toBe("any");
      }
    }
  });
});

test("operations are found by path, permission and words, all of them", () => {
  const ids = (typed: string) => [...found(all, typed).values()].flat().map((each) => each.id);
  expect(ids("board.act")).toEqual(["board_set_agent_presence"]);
  expect(ids("CASES transfer")).toContain("cases_transfer");
  expect(ids("no such thing")).toEqual([]);
  expect(ids("")).toHaveLength(all.length);
});

test("null is a property of a type, in either way of writing it", () => {
  const document = tiny({ Id: { type: "string", format: "uuid", description: "An id." } });
  const ref = { $ref: "#/components/schemas/Id" };
  expect(described(document, { oneOf: [ref, { type: "null" }] })).toMatchObject({
    type: "Id",
    nullable: true,
    notes: ["uuid"],
    description: "An id.",
  });
  expect(described(document, { type: ["integer", "null"], minimum: 0 })).toMatchObject({
    type: "integer",
    nullable: true,
    notes: ["≥ 0"],
  });
  expect(described(document, { type: "array", items: ref }).type).toBe("Id[]");
  expect(described(document, { type: "object", additionalProperties: ref }).type).toBe("map<Id>");
});

test("required parts come first", () => {
  const schema: Schema = {
    type: "object",
    properties: { a: { type: "string" }, b: { type: "string" } },
    required: ["b"],
  };
  expect(described(tiny({}), schema).parts.map((part) => part.name)).toEqual(["b", "a"]);
});

test("a type that contains itself has an example that ends", () => {
  const node: Schema = {
    type: "object",
    required: ["next"],
    properties: { next: { $ref: "#/components/schemas/Node" } },
  };
  const document = tiny({ Node: node });
  expect(JSON.stringify(example(document, node)).length).toBeLessThan(200);
  expect(described(document, node).parts[0]?.name).toBe("next");
});

test("an optional part is left out, and a change shows one of them", () => {
  const document = tiny({});
  const schema: Schema = {
    type: "object",
    required: ["n"],
    properties: { n: { type: "integer" }, x: { type: "string" } },
  };
  expect(example(document, schema)).toEqual({ n: 1 });
  expect(example(document, { ...schema, required: [] })).toEqual({ n: 1 });
});

test("a command line carries what the operation needs", () => {
  const text = curl(published, operation("cases_change"), "https://desk.example");
  expect(text).toContain("curl 'https://desk.example/api/v1/cases/ID' -X PATCH");
  expect(text).toContain("-b 'madoguchi_session=SESSION'");
  expect(text).toContain("-H 'x-csrf-token: CSRF'");
  expect(text).toContain(`-H 'If-Match: "VERSION"'`);
  expect(text).toContain("-d '{");
  const read = curl(published, operation("cases_list"), "https://desk.example");
  expect(read).not.toContain("csrf");
  expect(read).not.toContain("-X");
  const upload = curl(published, operation("chat_upload"), "https://desk.example");
  expect(upload).toContain("Authorization: Bearer VISITOR");
  expect(upload).toContain("-F 'file=@FILE'");
});

test("a quote does not end the shell's word", () => {
  expect(quoted("it's")).toBe("'it'\\''s'");
});

test("the codes are those of the server", () => {
  const source = readFileSync(resolve("../crates/api/src/problem.rs"), "utf8");
  const rows = source.matchAll(/\w+ = "(\w+)", (\d+),\s*"([^"]*)",\s*"([^"]*)";/g);
  const codes = [...rows].map(([, code, status, ja, en]) => ({
    code,
    status: Number(status),
    ja,
    en,
  }));
  expect(codes.length).toBeGreaterThan(10);
  expect(PROBLEMS).toEqual(codes);
});
