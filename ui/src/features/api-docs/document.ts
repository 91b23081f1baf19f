/** The parts of an OpenAPI 3.1 document that the page reads. */

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  description?: string;
  required?: boolean;
  schema?: Schema;
}

type Content = Record<string, { schema?: Schema }>;

export interface Answer {
  $ref?: string;
  description?: string;
  content?: Content;
}

interface RawOperation {
  operationId?: string;
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content: Content; required?: boolean };
  responses?: Record<string, Answer>;
  security?: Record<string, unknown[]>[];
  "x-permission"?: string;
}

export interface OpenApi {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Partial<Record<Method, RawOperation>>>;
  components: { schemas: Record<string, Schema>; responses?: Record<string, Answer> };
}

export const METHODS = ["get", "post", "put", "patch", "delete"] as const;
export type Method = (typeof METHODS)[number];

/** One method of one path. */
export interface Operation {
  id: string;
  tag: string;
  method: Method;
  path: string;
  summary: string;
  /** Who may: a permission, `public`, `session` or `visitor`. */
  access: string;
  /** Whether it needs the CSRF token of the session. */
  csrf: boolean;
  parameters: Parameter[];
  body: { type: string; schema: Schema } | null;
  answers: { status: string; description: string; type: string | null; schema: Schema | null }[];
}

/** The schema of the first content type, with that type. */
function firstContent(content: Content | undefined): { type: string; schema: Schema } | null {
  const [entry] = Object.entries(content ?? {});
  return entry?.[1].schema ? { type: entry[0], schema: entry[1].schema } : null;
}

/** Every operation of a document, in the order of its paths. */
export function operations(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const raw = item[method];
      return raw ? [operation(document, { path, method }, raw)] : [];
    }),
  );
}

function operation(
  document: OpenApi,
  { path, method }: { path: string; method: Method },
  raw: RawOperation,
): Operation {
  return {
    id: raw.operationId ?? `${method} ${path}`,
    tag: raw.tags?.[0] ?? "",
    method,
    path,
    summary: [raw.summary, raw.description].filter(Boolean).join("\n\n"),
    access: raw["x-permission"] ?? "public",
    csrf: raw.security?.some((each) => "csrf" in each) ?? false,
    parameters: raw.parameters ?? [],
    body: firstContent(raw.requestBody?.content),
    answers: Object.entries(raw.responses ?? {}).map(([status, answer]) => {
      const name = answer.$ref?.split("/").at(-1) ?? "";
      const whole = document.components.responses?.[name] ?? answer;
      const content = firstContent(whole.content);
      return {
        status,
        description: whole.description ?? "",
        type: content?.type ?? null,
        schema: content?.schema ?? null,
      };
    }),
  };
}

/** The operations that contain every word typed, by tag. */
export function found(all: readonly Operation[], typed: string): Map<string, Operation[]> {
  const words = typed.normalize("NFKC").toLowerCase().trim().split(/\s+/u);
  const groups = new Map<string, Operation[]>();
  for (const each of all) {
    const text = [each.method, each.path, each.tag, each.summary, each.access, each.id]
      .join("\n")
      .toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    groups.set(each.tag, [...(groups.get(each.tag) ?? []), each]);
  }
  return groups;
}
