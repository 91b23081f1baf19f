import { same } from "./draft";

/** One change of a form that is not saved yet. */
export interface Change {
  /** The field; `settings.host` for a part of one. */
  key: string;
  before: unknown;
  after: unknown;
  /** Its value is not shown to whoever looks over a shoulder. */
  secret: boolean;
}

const SECRET = /^(secrets?|password|admin_password)(\.|$)/;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a draft changes, field by field; of a record its parts. */
export function changesOf(base: object, draft: object): Change[] {
  const pairs = Object.entries(draft).flatMap(([key, after]): [string, unknown, unknown][] => {
    const before = (base as Record<string, unknown>)[key];
    if (!isRecord(before) || !isRecord(after)) return [[key, before, after]];
    const parts = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return parts.map((part) => [`${key}.${part}`, before[part], after[part]]);
  });
  return pairs
    .filter(([, before, after]) => !same(before, after))
    .map(([key, before, after]) => ({ key, before, after, secret: SECRET.test(key) }));
}

/** A field of a form as the server, and the texts, name it: `offerSeconds` is `offer_seconds`. */
export const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
