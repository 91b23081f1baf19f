/** Counting characters as people do, and as the server does. */

/** The counter appears when less than this share of the limit is left. */
const NEAR = 0.1;

/** How much room is left; `remaining` is null while there is plenty. */
export interface Room {
  remaining: number | null;
  over: boolean;
}

/**
 * Room left in a text of at most `max` characters. People count graphemes (👨‍👩‍👧 is one), the
 * server counts Unicode scalar values; whichever is stricter when the limit is passed decides.
 */
export function room(text: string, max: number, locale: string): Room {
  // UTF-16 length is never below either count: far from the limit nothing needs segmenting.
  if (text.length <= max * (1 - NEAR)) return { remaining: null, over: false };
  const scalars = [...text].length;
  const over = scalars > max;
  const left = max - (over ? scalars : graphemes(text, locale));
  return { remaining: left <= max * NEAR ? left : null, over };
}

function graphemes(text: string, locale: string): number {
  let n = 0;
  for (const _ of new Intl.Segmenter(locale, { granularity: 'grapheme' }).segment(text)) n++;
  return n;
}
