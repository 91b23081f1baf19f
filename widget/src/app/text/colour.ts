/** The channel's accent colour, checked, with the readable text colour on it. */

/** Colours as `#rrggbb`. */
export interface Look {
  accent: string;
  ink: string;
}

const DEFAULT = '#1f5a54';
const BLACK = '#000000';
const WHITE = '#ffffff';

/** Takes only `#rrggbb`; white text where it has a contrast of 4.5 : 1, else black: one of the two always has it. */
export function lookOf(accent: string): Look {
  const sound = /^#[0-9a-f]{6}$/i.test(accent) ? accent.toLowerCase() : DEFAULT;
  return { accent: sound, ink: contrast(sound, WHITE) >= 4.5 ? WHITE : BLACK };
}

/** WCAG 2 contrast ratio of two `#rrggbb` colours. */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

function luminance(colour: string): number {
  const part = (at: number): number => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
