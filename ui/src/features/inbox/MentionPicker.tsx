import { type RefObject, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import type { UserBrief, UserId } from "@/api/types";
import { Avatar } from "@/ui/Avatar";
import { putCaret, SuggestList, useSuggest } from "./suggest";

/** Colleagues shown at once. */
const SHOWN = 6;
/**
 * An "@", also the wide one of Japanese input methods, and what follows it up to the caret. Not
 * after a Latin word: that is a mail address.
 */
const CALL = /(?<![\w.+-])[@＠]([^\s@＠、。]{0,20})$/u;

/** Colleagues whose name stands after an "@" in a text; of two names that fit the longer one. */
export function mentionedIn(text: string, people: readonly UserBrief[]): UserId[] {
  const longestFirst = people.toSorted((a, b) => b.name.length - a.name.length);
  const called = new Set<UserId>();
  for (const { 0: at, index } of text.matchAll(/[@＠]/gu)) {
    const name = longestFirst.find((each) => text.startsWith(each.name, index + at.length))?.name;
    // Who share a name are all called: nothing in the text tells them apart.
    for (const each of people) if (each.name === name) called.add(each.id);
  }
  return people.filter((each) => called.has(each.id)).map((each) => each.id);
}

/** The word after "@" that the caret stands in, or `null`. */
export function callAt(text: string, caret: number): string | null {
  return CALL.exec(text.slice(0, caret))?.[1] ?? null;
}

/** Colleagues whose name contains the word, blanks aside. */
export function matchPeople(people: readonly UserBrief[], word: string): UserBrief[] {
  const wanted = word.normalize("NFKC").toLowerCase();
  return people
    .filter((person) => person.name.replaceAll(/\s/gu, "").toLowerCase().includes(wanted))
    .slice(0, SHOWN);
}

export type Mentions = ReturnType<typeof useMentions>;

/** Calling colleagues by "@" in a note: a list at the text, moved through without leaving it. */
export function useMentions(
  input: RefObject<HTMLTextAreaElement | null>,
  enabled: boolean,
  onText: (text: string) => void,
) {
  const { directory } = useNames();
  const me = useMe();
  const people = useMemo(
    () => directory.users.filter((user) => user.active && user.id !== me.id),
    [directory, me.id],
  );
  const suggest = useSuggest<UserBrief>({
    input,
    enabled,
    wordAt: callAt,
    find: (word) => matchPeople(people, word),
    keyOf: (person) => person.id,
    onChoose: (person, { start, end }) => {
      const element = input.current;
      if (!element) return;
      const before = `${element.value.slice(0, start)}@${person.name} `;
      onText(before + element.value.slice(end));
      putCaret(element, before.length);
    },
  });

  const begin = () => {
    const element = input.current;
    if (!element) return;
    const at = element.selectionStart;
    const gap = callAt(`${element.value.slice(0, at)}@`, at + 1) === null ? " " : "";
    const before = `${element.value.slice(0, at)}${gap}@`;
    onText(before + element.value.slice(at));
    putCaret(element, before.length);
    requestAnimationFrame(() => suggest.look(""));
  };
  return { ...suggest, people, begin };
}

/** The colleagues that match what follows the "@". */
export function MentionPicker({ mentions }: { mentions: Mentions }) {
  const { t } = useTranslation("inbox");
  return (
    <SuggestList
      suggest={mentions}
      label={t("composer.mention")}
      width="w-64"
      draw={(person) => (
        <>
          <Avatar name={person.name} size={22} />
          {person.name}
        </>
      )}
    />
  );
}
