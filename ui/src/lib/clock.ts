/** How far the server's clock is ahead of this machine's, milliseconds. */
let skew = 0;

/** Learns the server's time from the `Date` header of an answer (resolution: one second). */
export function learnServerTime(date: string | null): void {
  const at = date ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(at)) return;
  const measured = at + 500 - Date.now();
  // Below its resolution the header tells nothing; a right clock is left alone.
  skew = Math.abs(measured) < 2_000 ? 0 : measured;
}

/** The server's time, for deadlines that the server sets. */
export function serverNow(): number {
  return Date.now() + skew;
}
