import {
  type ChangeEvent,
  type KeyboardEvent,
  type RefObject,
  useId,
  useMemo,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import type { UserBrief, UserId } from "@/api/types";
import { cx } from "@/lib/cx";
import { Avatar } from "@/ui/Avatar";

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
  const [word, setWord] = useState<string | null>(null);
  const [index, setIndex] = useState(0);
  const listId = useId();
  const people = useMemo(
    () => directory.users.filter((user) => user.active && user.id !== me.id),
    [directory, me.id],
  );
  const found = enabled && word !== null ? matchPeople(people, word) : [];
  const open = found.length > 0;

  const close = () => setWord(null);
  const read = (element: HTMLTextAreaElement) => {
    setWord(enabled ? callAt(element.value, element.selectionStart) : null);
    setIndex(0);
  };

  const choose = (person: UserBrief) => {
    const element = input.current;
    if (!element || word === null) return;
    const caret = element.selectionStart;
    const start = caret - word.length - 1;
    const before = `${element.value.slice(0, start)}@${person.name} `;
    onText(before + element.value.slice(caret));
    close();
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(before.length, before.length);
    });
  };

  const begin = () => {
    const element = input.current;
    if (!element) return;
    const at = element.selectionStart;
    const gap = callAt(`${element.value.slice(0, at)}@`, at + 1) === null ? " " : "";
    const before = `${element.value.slice(0, at)}${gap}@`;
    onText(before + element.value.slice(at));
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(before.length, before.length);
      setWord("");
      setIndex(0);
    });
  };

  /** Returns whether the key was the list's. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    const chosen = found[index];
    if (event.key === "ArrowDown") setIndex((index + 1) % found.length);
    else if (event.key === "ArrowUp") setIndex((index + found.length - 1) % found.length);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) choose(chosen);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    return true;
  };

  return {
    people,
    found,
    open,
    index,
    listId,
    choose,
    begin,
    close,
    onKeyDown,
    onChange: (event: ChangeEvent<HTMLTextAreaElement>) => read(event.target),
    inputProps: enabled
      ? {
          // A text of several lines cannot be a combobox; these are what a text box may say.
          "aria-autocomplete": "list" as const,
          "aria-haspopup": "listbox" as const,
          "aria-controls": open ? listId : undefined,
          "aria-activedescendant": open ? `${listId}-${found[index]?.id}` : undefined,
        }
      : {},
  };
}

/** The colleagues that match what follows the "@". */
export function MentionPicker({ mentions }: { mentions: Mentions }) {
  const { t } = useTranslation("inbox");
  if (!mentions.open) return null;
  return (
    <div
      id={mentions.listId}
      role="listbox"
      tabIndex={-1}
      aria-label={t("composer.mention")}
      className="animate-pop absolute bottom-full left-8 z-20 mb-1 w-64 rounded-lg border border-border bg-raised p-1 shadow-pop"
    >
      {mentions.found.map((person, index) => (
        // The text field keeps the focus and handles the keys.
        // biome-ignore lint/a11y/useFocusableInteractive: see above
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        <div
          key={person.id}
          id={`${mentions.listId}-${person.id}`}
          role="option"
          aria-selected={index === mentions.index}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => mentions.choose(person)}
          className={cx(
            "flex min-h-8 items-center gap-2 rounded-md px-2 text-sm",
            index === mentions.index ? "bg-accent-weak" : "hover:bg-subtle",
          )}
        >
          <Avatar name={person.name} size={22} />
          {person.name}
        </div>
      ))}
    </div>
  );
}
