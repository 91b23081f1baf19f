/** An operator as people may write it; the server reads both languages. */
export interface Operator {
  key: "channel" | "category" | "agent" | "customer" | "after" | "before" | "phrase" | "without";
  ja: string;
  en: string;
  /** What stands in the box after it was chosen; the caret is put before its last character. */
  closed?: boolean;
}

export const OPERATORS: readonly Operator[] = [
  { key: "channel", ja: "チャネル:", en: "channel:" },
  { key: "category", ja: "カテゴリ:", en: "category:" },
  { key: "agent", ja: "担当:", en: "agent:" },
  { key: "customer", ja: "顧客:", en: "customer:" },
  { key: "after", ja: "以降:", en: "after:" },
  { key: "before", ja: "以前:", en: "before:" },
  { key: "phrase", ja: '""', en: '""', closed: true },
  { key: "without", ja: "-", en: "-" },
];

/** The text with an operator at its end, and where the caret goes. */
export function withOperator(text: string, operator: string, closed?: boolean) {
  const before = text.trimEnd();
  const next = `${before === "" ? "" : `${before} `}${operator}`;
  return { text: next, caret: closed ? next.length - 1 : next.length };
}
