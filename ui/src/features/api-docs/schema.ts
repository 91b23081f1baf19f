import type { OpenApi, Schema } from "./document";

/** Levels of an example; deeper than that nobody reads, and types may contain themselves. */
const EXAMPLE_DEPTH = 6;

/** A schema as a reader sees it. */
export interface Described {
  /** `string`, `CaseRow`, `integer[]`, `map of string` … */
  type: string;
  nullable: boolean;
  description: string;
  choices: string[];
  /** `uuid`, `date-time`, `≥ 0` … */
  notes: string[];
  /** What it consists of. */
  parts: Part[];
}

export interface Part {
  name: string;
  required: boolean;
  schema: Schema;
}

/** The name behind a reference. */
export function refName(schema: Schema): string | null {
  return schema.$ref?.split("/").at(-1) ?? null;
}

/** The schema that a reference means; itself when it is none. */
export function resolved(document: OpenApi, schema: Schema): Schema {
  const name = refName(schema);
  return name ? (document.components.schemas[name] ?? {}) : schema;
}

const isNull = (schema: Schema) => schema.type === "null";

/** Takes "or null" away, in either way of writing it. */
function withoutNull(schema: Schema): { schema: Schema; nullable: boolean } {
  if (schema.oneOf?.some(isNull)) {
    const rest = schema.oneOf.filter((each) => !isNull(each));
    const [only] = rest;
    const inner = rest.length === 1 && only ? only : { ...schema, oneOf: rest };
    return {
      schema: { ...inner, description: inner.description ?? schema.description },
      nullable: true,
    };
  }
  if (Array.isArray(schema.type) && schema.type.includes("null")) {
    const [type] = schema.type.filter((each) => each !== "null");
    return { schema: { ...schema, type }, nullable: true };
  }
  return { schema, nullable: false };
}

/** Says what a schema is, one level deep. */
export function described(document: OpenApi, given: Schema): Described {
  const { schema, nullable } = withoutNull(given);
  const name = refName(schema);
  const target = resolved(document, schema);
  const base = {
    nullable,
    description: schema.description ?? target.description ?? "",
    choices: (target.enum ?? []).map(String),
    notes: notesOf(target),
  };
  if (target.type === "array" && target.items) {
    const item = described(document, target.items);
    return { ...base, type: `${item.type}[]`, parts: item.parts, choices: item.choices };
  }
  if (typeof target.additionalProperties === "object") {
    const value = described(document, target.additionalProperties);
    return { ...base, type: `map<${value.type}>`, parts: value.parts };
  }
  const type = name ?? (typeof target.type === "string" ? target.type : "any");
  return { ...base, type: target.oneOf && !name ? "one of" : type, parts: partsOf(target) };
}

function notesOf(schema: Schema): string[] {
  return [
    schema.format ?? "",
    schema.minimum === undefined ? "" : `≥ ${schema.minimum}`,
    schema.maximum === undefined ? "" : `≤ ${schema.maximum}`,
  ].filter(Boolean);
}

function partsOf(schema: Schema): Part[] {
  const own = Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }));
  const variants = (schema.oneOf ?? []).map((variant, index) => ({
    name: refName(variant) ?? String(index + 1),
    required: false,
    schema: variant,
  }));
  // What must be there comes first, as it stands in the document otherwise.
  return [
    ...own.filter((part) => part.required),
    ...own.filter((part) => !part.required),
    ...variants,
  ];
}

/** A value that fits the schema; optional parts are left out of what is sent. */
export function example(document: OpenApi, given: Schema, depth = 0): unknown {
  const { schema } = withoutNull(given);
  const target = resolved(document, schema);
  if (depth > EXAMPLE_DEPTH) return null;
  if (target.enum) return target.enum[0];
  if (target.oneOf?.[0]) return example(document, target.oneOf[0], depth + 1);
  if (target.properties) {
    const needed = Object.entries(target.properties).filter(([name]) =>
      target.required?.includes(name),
    );
    // A change has no required parts: its first one shows how it is written.
    const shown = needed.length > 0 ? needed : Object.entries(target.properties).slice(0, 1);
    return Object.fromEntries(
      shown.map(([name, property]) => [name, example(document, property, depth + 1)]),
    );
  }
  if (target.type === "array")
    return target.items ? [example(document, target.items, depth + 1)] : [];
  return plainExample(target);
}

function plainExample(schema: Schema): unknown {
  if (schema.type === "integer" || schema.type === "number") return schema.minimum ?? 1;
  if (schema.type === "boolean") return true;
  if (schema.type === "object") return {};
  const texts: Record<string, string> = {
    uuid: "00000000-0000-0000-0000-000000000000",
    "date-time": "2026-01-01T00:00:00Z",
  };
  return texts[schema.format ?? ""] ?? "…";
}
