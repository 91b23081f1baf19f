import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { isImeKey } from "@/lib/ime";
import { useShortcuts } from "@/lib/shortcuts";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";
import type { Operation } from "./document";
import { MethodMark } from "./MethodMark";
import { PROBLEMS_PAGE } from "./ProblemsTable";
import type { ApiSearch } from "./search";

interface OperationListProps {
  groups: Map<string, Operation[]>;
  search: ApiSearch;
  onType: (q: string) => void;
}

const look =
  "ring-inset-focus flex min-h-8 items-center gap-2 rounded-md px-2 py-1 text-text text-xs no-underline";

/** Every operation by tag, narrowed by what is typed. */
export function OperationList({ groups, search, onType }: OperationListProps) {
  const { t } = useTranslation("developers");
  const input = useRef<HTMLInputElement>(null);
  useShortcuts({ "/": () => input.current?.focus() });
  const at = (op: string) => (search.op === op ? "bg-accent-weak font-medium" : "hover:bg-subtle");
  return (
    <nav
      aria-label={t("operations")}
      className="flex w-96 shrink-0 flex-col gap-3 overflow-y-auto border-border border-r bg-bg p-3"
    >
      <div className="relative flex items-center">
        <Icon name="search" size={14} className="pointer-events-none absolute left-2 text-muted" />
        <input
          ref={input}
          type="search"
          value={search.q ?? ""}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape" && !isImeKey(event)) onType("");
          }}
          aria-label={t("search")}
          placeholder={t("search")}
          className="h-8 w-full rounded-md border border-border bg-panel pr-7 pl-7 text-xs placeholder:text-muted"
        />
        {!search.q && <Kbd className="pointer-events-none absolute right-1.5">/</Kbd>}
      </div>
      <div className="flex flex-col">
        <Link
          to="/developers"
          search={{ q: search.q }}
          aria-current={search.op ? undefined : "page"}
          className={cx(look, search.op ? "hover:bg-subtle" : "bg-accent-weak font-medium")}
        >
          <Icon name="book" size={14} className="text-muted" />
          {t("overview")}
        </Link>
        <Link
          to="/developers"
          search={{ q: search.q, op: PROBLEMS_PAGE }}
          aria-current={search.op === PROBLEMS_PAGE ? "page" : undefined}
          className={cx(look, at(PROBLEMS_PAGE))}
        >
          <Icon name="warn" size={14} className="text-muted" />
          {t("problems.title")}
        </Link>
      </div>
      {groups.size === 0 && <p className="px-2 text-muted text-xs">{t("nothing")}</p>}
      {[...groups].map(([tag, members]) => (
        <section key={tag} aria-label={tag}>
          <h2 className="px-2 pb-1 font-medium text-2xs text-muted">{tag}</h2>
          {members.map((each) => (
            <Link
              key={each.id}
              to="/developers"
              search={{ q: search.q, op: each.id }}
              aria-current={search.op === each.id ? "page" : undefined}
              className={cx(look, at(each.id))}
            >
              <MethodMark method={each.method} />
              <span className="min-w-0 grow font-mono">{each.path.replace("/api/v1", "")}</span>
            </Link>
          ))}
        </section>
      ))}
    </nav>
  );
}
