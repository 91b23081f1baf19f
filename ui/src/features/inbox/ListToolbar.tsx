import { lazy, Suspense, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import type { CaseView } from "@/api/types";
import { isImeKey } from "@/lib/ime";
import { isComposing, useSearchText } from "@/lib/search-text";
import { useShortcuts } from "@/lib/shortcuts";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";
import type { InboxSearch } from "./search";
import { selectMode, useSelection } from "./selection";

const Filters = lazy(() => import("./Filters"));

interface ListToolbarProps {
  title: string;
  view: CaseView;
  search: InboxSearch;
  /** Changes some of the filters and leaves the others as they are. */
  onSearch: (change: Partial<InboxSearch>) => void;
  /** The views column is folded: offer it back. */
  folded: boolean;
  onFold: () => void;
}

/** Title, search and filters of the list. */
export function ListToolbar({ title, view, search, onSearch, folded, onFold }: ListToolbarProps) {
  const { t } = useTranslation("inbox");
  const may = useMe().permissions.includes("case.write");
  const selecting = useSelection() !== null;
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
        {may && (
          <IconButton
            icon="task"
            size="sm"
            label={selecting ? t("bulk.end") : t("bulk.mode")}
            keys="X"
            onPress={() => selectMode(!selecting)}
          />
        )}
        <Suspense fallback={<span className="size-6" />}>
          <Filters view={view} search={search} onSearch={onSearch} />
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
    search.category && {
      key: "category" as const,
      text: names.categories.get(search.category)?.name ?? t("toolbar.category"),
    },
    search.owner && {
      key: "owner" as const,
      text: names.users.get(search.owner)?.name ?? t("toolbar.owner"),
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
