/** What the shop's page (loader) and the frame (app) say to each other by `postMessage`. */

/** Loader → app. `init` answers the app's `hello` and fixes the parent's origin. */
export type ToApp =
  | {
      t: 'init';
      locale: string | null;
      identity: string | null;
      page: { url: string; title: string };
      open: boolean;
    }
  | { t: 'opened' }
  | { t: 'closed' }
  | { t: 'identify'; identity: string }
  | { t: 'reset' };

/**
 * App → loader. `look` carries checked `#rrggbb` colours; `unread.label` is shown in the page's
 * title; `known` says whether a conversation is worth loading on the next page.
 */
export type ToLoader =
  | { t: 'hello' }
  | { t: 'close' }
  | { t: 'look'; accent: string; ink: string }
  | { t: 'unread'; count: number; label: string }
  | { t: 'known'; known: boolean };

/** Marks our messages among all others on the page; the number is the bridge's version. */
export interface Envelope<M> {
  madoguchi: 1;
  m: M;
}

/** Returns the content of one of our envelopes, or null for anything else. */
export function unwrap<M extends { t: string }>(data: unknown): M | null {
  if (typeof data !== 'object' || data === null) return null;
  const { madoguchi, m } = data as Partial<Envelope<M>>;
  return madoguchi === 1 && typeof m === 'object' && m !== null && typeof m.t === 'string'
    ? m
    : null;
}

/** Wraps a message for `postMessage`. */
export function wrap<M>(m: M): Envelope<M> {
  return { madoguchi: 1, m };
}
