import type { Locale } from "@/api/types";

/** What a language is called in another one; its code where nobody has a word for it. */
export function languageName(code: string, language: Locale): string {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Whether somebody who reads a language reads a text without help, as far as its letters tell. */
export function reads(language: Locale, text: string): boolean {
  const kana = /[\p{sc=Hira}\p{sc=Kana}]/u.test(text);
  if (language === "ja") return kana || !/\p{L}{2}/u.test(text);
  return !/[^\p{sc=Latin}\p{sc=Common}\p{sc=Inherited}]/u.test(text);
}
