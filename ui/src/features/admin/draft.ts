/** What a form holds before it is saved, compared with what it began from. */

/** Whether two values are the same by content. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The fields of a draft that differ from what it began from. */
export function changedFields<D extends object>(base: D, draft: D): Partial<D> {
  const changed: Partial<D> = {};
  for (const key of Object.keys(draft) as (keyof D)[]) {
    if (!same(base[key], draft[key])) changed[key] = draft[key];
  }
  return changed;
}

/** My changes laid over somebody else's: what I have not touched is theirs. */
export function rebased<D extends object>(base: D, draft: D, fresh: D): D {
  return { ...fresh, ...changedFields(base, draft) };
}

/** Choices in the order of a form, so that they compare; those it does not know stay, at the end. */
export function inOrder<T>(order: readonly T[], chosen: readonly T[]): T[] {
  return [
    ...order.filter((each) => chosen.includes(each)),
    ...chosen.filter((each) => !order.includes(each)),
  ];
}

/** A whole number as people type it, also in full-width digits; `null` when it is none. */
export function wholeNumber(text: string): number | null {
  const plain = text.normalize("NFKC").trim();
  return /^\d{1,6}$/.test(plain) ? Number(plain) : null;
}
