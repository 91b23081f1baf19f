import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { lookalikesQuery } from "@/api/customers";
import { useMe } from "@/api/me";
import { useShortcuts } from "@/lib/shortcuts";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { Pair } from "./Pair";
import { PairList, pairKey } from "./PairList";
import { Threshold } from "./Threshold";

/** Customers who may be one: what speaks for it, and a person who decides. */
export function LookalikesPage() {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const me = useMe();
  const list = useQuery(lookalikesQuery());
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    document.title = `${t("lookalike.title")} — ${c("product")}`;
  }, [t, c]);
  const pairs = list.data?.items ?? [];
  const found = pairs.findIndex((each) => pairKey(each) === chosen);
  // A decided pair leaves the list: the next one moves up into its place.
  const [place, setPlace] = useState(0);
  const at = found >= 0 ? found : Math.min(place, pairs.length - 1);
  const pair = pairs[at];
  const choose = (next: number) => {
    const wanted = pairs[Math.max(0, Math.min(next, pairs.length - 1))];
    if (!wanted) return;
    setChosen(pairKey(wanted));
    setPlace(pairs.indexOf(wanted));
  };
  useShortcuts({ j: () => choose(at + 1), k: () => choose(at - 1) });

  return (
    <div className="flex min-h-0 grow flex-col">
      <header className="flex shrink-0 items-center gap-3 border-border border-b bg-panel px-4 py-2.5">
        <h1 className="text-lg">{t("lookalike.title")}</h1>
        {list.data && (
          <span className="text-muted text-xs">
            {t("lookalike.count", { count: list.data.count })}
          </span>
        )}
        <span className="grow" />
        {list.data && me.permissions.includes("queue.manage") && (
          <Threshold score={list.data.score_min} />
        )}
      </header>
      {list.isPending && <SkeletonRows rows={8} label={t("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && !pair && (
        <EmptyState icon="check" title={t("lookalike.empty")} hint={t("lookalike.emptyHint")} />
      )}
      {pair && (
        <div className="flex min-h-0 grow">
          <PairList
            pairs={pairs}
            chosen={pairKey(pair)}
            onChoose={(key) => {
              const next = pairs.findIndex((each) => pairKey(each) === key);
              choose(next);
            }}
          />
          <Pair key={pairKey(pair)} pair={pair} />
        </div>
      )}
    </div>
  );
}
