import type { CategoryId, Locale, TemplateRow } from "@/api/types";

/** Canned replies shown at once. */
const SHOWN = 8;
/** A "/" at the beginning of a line, also the wide one, and what follows it up to the caret. */
const CALL = /(?:^|\n)[/／]([^\s/／]{0,30})$/u;

/** The word after "/" that the caret stands in, or `null`. */
export function shortcutAt(text: string, caret: number): string | null {
  return CALL.exec(text.slice(0, caret))?.[1] ?? null;
}

const folded = (text: string) => text.normalize("NFKC").toLowerCase();

/**
 * Canned replies in use that fit a word: those whose shortcut begins with it first, then those of the
 * case's category, then by name.
 */
export function matchTemplates(
  all: readonly TemplateRow[],
  word: string,
  category: CategoryId | null,
): TemplateRow[] {
  const wanted = folded(word);
  const rank = (row: TemplateRow) =>
    (wanted !== "" && row.shortcut?.startsWith(wanted) ? 0 : 2) +
    (category !== null && row.category === category ? 0 : 1);
  return all
    .filter((row) => !row.archived)
    .filter((row) => [row.name, row.shortcut ?? ""].some((text) => folded(text).includes(wanted)))
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, "ja"))
    .slice(0, SHOWN);
}

/** The language that somebody seems to write: Japanese, but for Latin letters without any kana or kanji. */
export function languageOf(text: string): Locale {
  return /[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}]/u.test(text) || !/[a-z]{2}/i.test(text) ? "ja" : "en";
}

/** How a gap that stayed open looks in the text. */
const mark = (gap: string) => `〔${gap}〕`;

/** Where the first gap that is still open stands in a text, or `null`. */
export function openGap(text: string, gaps: readonly string[]): [from: number, to: number] | null {
  const places = gaps
    .map((gap) => ({ at: text.indexOf(mark(gap)), long: mark(gap).length }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  const first = places[0];
  return first ? [first.at, first.at + first.long] : null;
}
