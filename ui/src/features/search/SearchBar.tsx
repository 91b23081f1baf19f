import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { isImeKey } from "@/lib/ime";
import { isComposing, useSearchText } from "@/lib/search-text";
import { useSettings } from "@/lib/settings";
import { useShortcuts } from "@/lib/shortcuts";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";
import { OPERATORS, type Operator, withOperator } from "./operators";

interface SearchBarProps {
  value: string;
  onChange: (q: string) => void;
  /** Goes from the box into the results. */
  onDown: () => void;
}

/** The box, and the operators that can be put into it. */
export function SearchBar({ value, onChange, onDown }: SearchBarProps) {
  const { t } = useTranslation("search");
  const { language } = useSettings();
  const input = useRef<HTMLInputElement>(null);
  const { text, change, compose } = useSearchText(value, onChange);
  useShortcuts({ "/": () => input.current?.focus() });

  const insert = (operator: Operator) => {
    const next = withOperator(text, operator[language], operator.closed);
    compose(next.text);
    const box = input.current;
    box?.focus();
    // The caret can go where the text is once the text is there.
    requestAnimationFrame(() => box?.setSelectionRange(next.caret, next.caret));
  };

  return (
    <search className="flex flex-col gap-2">
      <div className="relative flex items-center">
        <Icon name="search" className="pointer-events-none absolute left-3 text-muted" />
        <input
          ref={input}
          type="search"
          // biome-ignore lint/a11y/noAutofocus: whoever comes to this page comes to type
          autoFocus
          value={text}
          aria-label={t("label")}
          aria-describedby="search-operators"
          placeholder={t("placeholder")}
          onChange={(event) =>
            isComposing(event.nativeEvent)
              ? compose(event.target.value)
              : change(event.target.value, "soon")
          }
          onCompositionEnd={(event) => change(event.currentTarget.value, "soon")}
          onKeyDown={(event) => {
            if (isImeKey(event)) return;
            if (event.key === "Enter") change(text, "once");
            if (event.key === "Escape" && text) change("", "once");
            if (event.key === "ArrowDown") {
              event.preventDefault();
              onDown();
            }
          }}
          className="h-10 w-full rounded-lg border border-border-strong bg-panel pr-10 pl-10 text-base placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
        />
        {text ? (
          <IconButton
            icon="close"
            size="sm"
            label={t("clear")}
            className="absolute right-2"
            onPress={() => {
              change("", "once");
              input.current?.focus();
            }}
          />
        ) : (
          <Kbd className="pointer-events-none absolute right-3">/</Kbd>
        )}
      </div>
      <ul id="search-operators" aria-label={t("operators")} className="flex flex-wrap gap-1.5">
        {OPERATORS.map((operator) => (
          <li key={operator.key}>
            <button
              type="button"
              onClick={() => insert(operator)}
              className="flex h-6 items-center gap-1.5 rounded-md border border-border bg-panel px-2 text-2xs hover:border-border-strong hover:bg-subtle"
            >
              <code className="font-medium text-text">{operator[language]}</code>
              <span className="text-muted">{t(`operator.${operator.key}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </search>
  );
}
