import { useNavigate, useSearch } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { EmptyState } from "@/ui/EmptyState";
import type { SearchAddress } from "./address";
import { CustomerAside } from "./CustomerAside";
import { Results } from "./Results";
import { SearchBar } from "./SearchBar";

/** Everything by what people type. The address holds what is looked for and at. */
export function SearchPage() {
  const { t } = useTranslation("search");
  const { t: c } = useTranslation("common");
  const me = useMe();
  const address = useSearch({ from: "/desk/search" });
  const navigate = useNavigate();
  const results = useRef<HTMLDivElement>(null);
  const { q, kind, customer } = address;
  useEffect(() => {
    document.title = `${q ? `${q} — ` : ""}${t("title")} — ${c("product")}`;
  }, [q, t, c]);

  const go = (change: Partial<SearchAddress>) =>
    void navigate({
      to: "/search",
      search: (present) =>
        Object.fromEntries(Object.entries({ ...present, ...change }).filter(([, value]) => value)),
      replace: true,
    });

  return (
    <div className="flex min-h-0 grow">
      <div className="flex min-w-0 grow flex-col">
        <header className="shrink-0 border-border border-b bg-panel px-4 pt-3 pb-3">
          <h1 className="sr-only">{t("title")}</h1>
          <div className="max-w-4xl">
            <SearchBar
              value={q ?? ""}
              onChange={(next) => go({ q: next, customer: undefined })}
              onDown={() => step(results.current, 1)}
            />
          </div>
        </header>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows go between the results in it, which are links and buttons */}
        <div
          ref={results}
          onKeyDown={(event) => arrows(event, results.current)}
          className="flex min-h-0 grow flex-col bg-panel"
        >
          {q ? (
            <Results
              q={q}
              kind={kind}
              customer={customer}
              onKind={(next) => go({ kind: next })}
              onCustomer={(id) => go({ customer: id === customer ? undefined : id })}
            />
          ) : (
            <EmptyState icon="search" title={t("start")} hint={t("startHint")} />
          )}
        </div>
      </div>
      {customer && me.permissions.includes("customer.read") && (
        <CustomerAside id={customer} onClose={() => go({ customer: undefined })} />
      )}
    </div>
  );
}

/** Moves the focus to the next result, to the first one from outside. */
function step(within: HTMLElement | null, by: 1 | -1): boolean {
  const hits = [...(within?.querySelectorAll<HTMLElement>("[data-hit]") ?? [])];
  const at = hits.indexOf(document.activeElement as HTMLElement);
  const next = hits[at < 0 ? 0 : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next !== undefined;
}

function arrows(event: KeyboardEvent, within: HTMLElement | null) {
  const on = event.target instanceof Element && event.target.closest("[data-hit]");
  if (!on || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  event.preventDefault();
  if (!step(within, event.key === "ArrowDown" ? 1 : -1) && event.key === "ArrowUp") {
    document.querySelector<HTMLElement>('input[type="search"]')?.focus();
  }
}
