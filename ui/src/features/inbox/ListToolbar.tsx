import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { isImeKey } from "@/lib/ime";
import { useShortcuts } from "@/lib/shortcuts";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";
import type { InboxSearch } from "./search";

const Filters = lazy(() => import("./Filters"));

/** Milliseconds of quiet before the typed words are searched for. */
const SEARCH_MS = 300;

interface ListToolbarProps {
  title: string;
  search: InboxSearch;
  /** Changes some of the filters and leaves the others as they are. */
  onSearch: (change: Partial<InboxSearch>) => void;
  /** The views column is folded: offer it back. */
  folded: boolean;
  onFold: () => void;
}

/** Title, search and filters of the list. */
export function ListToolbar({ title, search, onSearch, folded, onFold }: ListToolbarProps) {
  const { t } = useTranslation("inbox");
  return (
    <div className="flex shrink-0 flex-col gap-2 border-border border-b px-3 pt-2 pb-2.5">
      <div className="flex items-center gap-1">
        <IconButton
          icon="sidebar"
          size="sm"
          label={folded ? t("toolbar.showViews") : t("toolbar.hideViews")}
          keys="["
          onPress={onFold}
        />
        <h1 className="min-w-0 grow truncate text-sm">{title}</h1>
        <Suspense fallback={<span className="size-6" />}>
          <Filters search={search} onSearch={onSearch} />
        </Suspense>
      </div>
      <SearchBox value={search.q ?? ""} onChange={(q) => onSearch({ q })} />
      <Chips search={search} onSearch={onSearch} />
    </div>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const { t } = useTranslation("inbox");
  const input = useRef<HTMLInputElement>(null);
  const { text, change, compose } = useSearchText(value, onChange);
  useShortcuts({ "/": () => input.current?.focus() });

  return (
    <div className="relative flex items-center">
      <Icon name="search" size={14} className="pointer-events-none absolute left-2 text-muted" />
      <input
        ref={input}
        type="search"
        value={text}
        aria-label={t("toolbar.search")}
        placeholder={t("toolbar.searchHint")}
        onChange={(event) =>
          isComposing(event.nativeEvent)
            ? compose(event.target.value)
            : change(event.target.value, "soon")
        }
        onCompositionEnd={(event) => change(event.currentTarget.value, "soon")}
        onKeyDown={(event) => {
          if (isImeKey(event)) return;
          if (event.key === "Enter") change(text, "once");
          if (event.key === "Escape") {
            if (text) change("", "once");
            else input.current?.blur();
          }
        }}
        className="h-7 w-full rounded-md border border-border bg-bg pr-7 pl-7 text-xs placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
      />
      {text ? (
        <IconButton
          icon="close"
          size="sm"
          label={t("toolbar.clear")}
          className="absolute right-0.5"
          onPress={() => change("", "once")}
        />
      ) : (
        <Kbd className="pointer-events-none absolute right-1.5">/</Kbd>
      )}
    </div>
  );
}

const isComposing = (event: Event) => event instanceof InputEvent && event.isComposing;

/**
 * What stands in the search box. The words are searched for when the typing rests, never those of
 * a conversion; what is searched for comes back as `value` later and never changes what was typed
 * in the meantime.
 */
function useSearchText(value: string, onChange: (q: string) => void) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** What was sent and has not come back, oldest first. */
  const sent = useRef<string[]>([]);
  useEffect(() => {
    const known = sent.current.indexOf(value);
    sent.current = sent.current.slice(known + 1);
    if (known >= 0) return;
    // Somebody else changed it: another list, the way back.
    sent.current = [];
    clearTimeout(timer.current);
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const search = (q: string, at: "once" | "soon") => {
    const known = q === (sent.current.at(-1) ?? value);
    if (known && at === "soon") return;
    if (!known) sent.current.push(q);
    onChange(q);
  };
  const latest = useRef(search);
  latest.current = search;

  const compose = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
  };
  const change = (next: string, at: "once" | "soon") => {
    compose(next);
    const wait = at === "once" ? 0 : SEARCH_MS;
    timer.current = setTimeout(() => latest.current(next.trim(), at), wait);
  };
  return { text, change, compose };
}

/** The filters that are on, each with its way off. */
function Chips({ search, onSearch }: Pick<ListToolbarProps, "search" | "onSearch">) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const names = useNames();
  const chips = [
    search.status && { key: "status" as const, text: c(`status.${search.status}`) },
    search.channel && {
      key: "channel" as const,
      text: names.channels.get(search.channel)?.name ?? t("toolbar.channel"),
    },
    search.queue && {
      key: "queue" as const,
      text: names.queues.get(search.queue)?.name ?? t("toolbar.queue"),
    },
  ].filter((chip) => !!chip);
  if (chips.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1">
      {chips.map((chip) => (
        <li key={chip.key}>
          <button
            type="button"
            onClick={() => onSearch({ [chip.key]: undefined })}
            aria-label={t("toolbar.removeFilter", { name: chip.text })}
            className="flex h-6 items-center gap-1 rounded-md border border-border bg-subtle px-1.5 text-2xs hover:border-border-strong"
          >
            {chip.text}
            <Icon name="close" size={12} />
          </button>
        </li>
      ))}
    </ul>
  );
}
