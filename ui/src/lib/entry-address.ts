/** The end of an address that leads to an entry of a thread; `seq` is its place in the log. */
export const entryHash = (seq: number) => `m${seq}`;

/** The entry that the end of an address leads to, by its place in the log. */
export function wantedEntry(hash: string): number | undefined {
  const seq = /^m(\d{1,15})$/.exec(hash)?.[1];
  return seq === undefined ? undefined : Number(seq);
}
