/** A small seeded generator (mulberry32): the same seed draws the same world. */
export class Random {
  constructor(private state: number) {}

  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(list: readonly T[]): T {
    const value = list[this.below(list.length)];
    if (value === undefined) throw new Error("pick from an empty list");
    return value;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A well-formed UUID of version 7 in look. */
  uuid(): string {
    const hex = () => this.below(16).toString(16);
    const run = (length: number) => Array.from({ length }, hex).join("");
    return `0199${run(4)}-${run(4)}-7${run(3)}-a${run(3)}-${run(12)}`;
  }
}
