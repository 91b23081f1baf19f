import {
  type ChangeEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useId,
  useState,
} from "react";
import { cx } from "@/lib/cx";

interface SuggestInput<T> {
  input: RefObject<HTMLTextAreaElement | null>;
  enabled: boolean;
  /** The word that the caret stands in, without the sign before it; `null` for none. */
  wordAt: (text: string, caret: number) => string | null;
  find: (word: string) => T[];
  keyOf: (item: T) => string;
  /** Something is chosen for the word that begins, with its sign, at `start` and ends at `end`. */
  onChoose: (item: T, place: { start: number; end: number }, event?: KeyboardEvent) => void;
}

export type Suggest<T> = ReturnType<typeof useSuggest<T>>;

/** A list at a sign in the text (`@`, `/`), moved through without leaving the text. */
export function useSuggest<T>({ input, enabled, wordAt, find, keyOf, onChoose }: SuggestInput<T>) {
  const [word, setWord] = useState<string | null>(null);
  const [index, setIndex] = useState(0);
  const listId = useId();
  const found = enabled && word !== null ? find(word) : [];
  const open = found.length > 0;

  const close = () => setWord(null);
  const look = (next: string | null) => {
    setWord(next);
    setIndex(0);
  };
  const choose = (item: T, event?: KeyboardEvent) => {
    const element = input.current;
    if (!element || word === null) return;
    const end = element.selectionStart;
    close();
    onChoose(item, { start: end - word.length - 1, end }, event);
  };

  /** Returns whether the key was the list's. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    const chosen = found[index];
    if (event.key === "ArrowDown") setIndex((index + 1) % found.length);
    else if (event.key === "ArrowUp") setIndex((index + found.length - 1) % found.length);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) choose(chosen, event);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    return true;
  };

  return {
    word,
    found,
    open,
    index,
    listId,
    choose,
    look,
    close,
    keyOf,
    onKeyDown,
    onChange: ({ target }: ChangeEvent<HTMLTextAreaElement>) =>
      look(enabled ? wordAt(target.value, target.selectionStart) : null),
    inputProps: enabled
      ? {
          // A text of several lines cannot be a combobox; these are what a text box may say.
          "aria-autocomplete": "list" as const,
          "aria-haspopup": "listbox" as const,
          "aria-controls": open ? listId : undefined,
          "aria-activedescendant": open
            ? `${listId}-${found[index] && keyOf(found[index])}`
            : undefined,
        }
      : {},
  };
}

/** Puts a text into a field and the caret behind it. */
export function putCaret(element: HTMLTextAreaElement, from: number, to = from): void {
  requestAnimationFrame(() => {
    element.focus();
    element.setSelectionRange(from, to);
  });
}

interface SuggestListProps<T> {
  suggest: Suggest<T>;
  label: string;
  width: string;
  draw: (item: T) => ReactNode;
  foot?: ReactNode;
}

/** What fits the word, above the text. */
export function SuggestList<T>({ suggest, label, width, draw, foot }: SuggestListProps<T>) {
  if (!suggest.open) return null;
  return (
    <div
      className={cx(
        "animate-pop absolute bottom-full left-8 z-20 mb-1 rounded-lg border border-border bg-raised p-1 shadow-pop",
        width,
      )}
    >
      <div id={suggest.listId} role="listbox" tabIndex={-1} aria-label={label}>
        {suggest.found.map((item, index) => (
          // The text field keeps the focus and handles the keys.
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <div
            key={suggest.keyOf(item)}
            id={`${suggest.listId}-${suggest.keyOf(item)}`}
            role="option"
            aria-selected={index === suggest.index}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => suggest.choose(item)}
            className={cx(
              "flex min-h-8 items-center gap-2 rounded-md px-2 text-sm",
              index === suggest.index ? "bg-accent-weak" : "hover:bg-subtle",
            )}
          >
            {draw(item)}
          </div>
        ))}
      </div>
      {foot}
    </div>
  );
}
