import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { searchQuery } from "@/api/search";
import type { SearchHit, SearchKind, SearchPage, SearchTotals } from "@/api/types";
import { formatCount } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { Tabs } from "@/ui/Tabs";
import { KINDS } from "./address";
import { HitItem } from "./HitItem";

interface ResultsProps {
  q: string;
  kind?: SearchKind;
  customer?: string;
  onKind: (kind?: SearchKind) => void;
  onCustomer: (id: string) => void;
}

/** What was found, by kind. */
export function Results({ q, kind, customer, onKind, onCustomer }: ResultsProps) {
  const { t } = useTranslation("search");
  const { t: c } = useTranslation("common");
  const found = useInfiniteQuery(searchQuery(q, kind));
  const first = found.data?.pages[0];

  if (found.isPending) return <SkeletonRows rows={8} label={c("loading")} />;
  if (found.isError || !first) {
    return <ProblemState error={found.error} onRetry={() => void found.refetch()} />;
  }
  const hits = found.data.pages.flatMap((page) => page.items);
  const shown = { hits, customer, onCustomer };
  const panel = () => (
    <div aria-busy={found.isFetching} className="pb-6">
      <Notices page={first} />
      {hits.length === 0 ? (
        <EmptyState
          icon="search"
          title={t("none", { q })}
          hint={first.unknown.length > 0 ? t("noneUnknown") : t("noneHint")}
        />
      ) : kind ? (
        <HitList label={t(`kind.${kind}`)} {...shown} />
      ) : (
        <Sections {...shown} totals={first.totals} onKind={onKind} />
      )}
      {found.hasNextPage && (
        <div className="flex justify-center p-4">
          <Button
            size="sm"
            isPending={found.isFetchingNextPage}
            onPress={() => void found.fetchNextPage()}
          >
            {c("loadMore")}
          </Button>
        </div>
      )}
    </div>
  );
  return (
    <Tabs
      label={t("kinds")}
      value={kind ?? "all"}
      onChange={(id) => onKind(id === "all" ? undefined : id)}
      className="grow"
      tabs={[
        { id: "all" as const, title: t("kind.all"), body: panel },
        ...KINDS.map((id) => ({
          id,
          title: <KindTitle kind={id} totals={first.totals} />,
          body: panel,
        })),
      ]}
    />
  );
}

function KindTitle({ kind, totals }: { kind: SearchKind; totals?: SearchTotals }) {
  const { t } = useTranslation("search");
  const { language } = useSettings();
  return (
    <>
      {t(`kind.${kind}`)}
      {totals && (
        <span className="tnum text-2xs text-muted">{formatCount(totals[kind], language)}</span>
      )}
    </>
  );
}

/** What a reader should know before trusting that nothing else is there. */
function Notices({ page }: { page: SearchPage }) {
  const { t } = useTranslation("search");
  return (
    <div role="status" className="flex flex-col">
      {page.unknown.map((text) => (
        <p key={text} className="border-border border-b bg-warn-weak px-4 py-2 text-warn text-xs">
          {t("unknown", { text })}
        </p>
      ))}
      {!page.complete && (
        <p className="border-border border-b bg-info-weak px-4 py-2 text-info text-xs">
          {t("incomplete")}
        </p>
      )}
    </div>
  );
}

interface HitsProps {
  hits: SearchHit[];
  customer?: string;
  onCustomer: (id: string) => void;
}

function HitList({ label, hits, customer, onCustomer }: HitsProps & { label: string }) {
  return (
    <ul aria-label={label}>
      {hits.map((hit) => (
        <li key={hitKey(hit)}>
          <HitItem hit={hit} customer={customer} onCustomer={onCustomer} />
        </li>
      ))}
    </ul>
  );
}

interface SectionsProps extends HitsProps {
  totals?: SearchTotals;
  onKind: (kind: SearchKind) => void;
}

/** The first few of each kind. */
function Sections({ hits, totals, onKind, ...rest }: SectionsProps) {
  const { t } = useTranslation("search");
  const { language } = useSettings();
  return KINDS.map((kind) => {
    const own = hits.filter((hit) => hit.kind === kind);
    if (own.length === 0) return null;
    const total = totals?.[kind] ?? 0;
    return (
      <section key={kind} aria-label={t(`kind.${kind}`)}>
        <div className="flex items-center gap-2 px-4 pt-4 pb-1">
          <h2 className="font-medium text-muted text-xs">{t(`kind.${kind}`)}</h2>
          <span className="grow" />
          {total > own.length && (
            <Button size="sm" variant="ghost" onPress={() => onKind(kind)}>
              {t("seeAll", { count: total, total: formatCount(total, language) })}
            </Button>
          )}
        </div>
        <HitList label={t(`kind.${kind}`)} hits={own} {...rest} />
      </section>
    );
  });
}

function hitKey(hit: SearchHit): string {
  switch (hit.kind) {
    case "customer":
      return hit.customer.id;
    case "case":
      return hit.case.id;
    case "message":
      return hit.message;
    case "order":
      return hit.order.id;
  }
}
