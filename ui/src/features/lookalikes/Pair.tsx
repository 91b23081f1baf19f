import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { mergeCustomers, mergesQuery, profileQuery, tellApart, undoMerge } from "@/api/customers";
import { useMe } from "@/api/me";
import { keys } from "@/api/query-keys";
import type { Lookalike, LookalikeDecision } from "@/api/types";
import { customerName } from "@/lib/names";
import { useShortcuts } from "@/lib/shortcuts";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { CustomerCompare } from "@/ui/CustomerCompare";
import { Kbd } from "@/ui/Kbd";
import { problemText } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { useSignalNames } from "./signals";

/** One pair: what was found, both records, and the decision. */
export function Pair({ pair }: { pair: Lookalike }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const signals = useSignalNames();
  const me = useMe();
  const one = useQuery(profileQuery(pair.a.id));
  const other = useQuery(profileQuery(pair.b.id));
  const { merge, apart, busy } = useDecision(pair);
  const write = me.permissions.includes("customer.write");
  useShortcuts(
    { m: () => merge(), d: () => apart(null), h: () => apart("household") },
    write && !busy,
  );
  return (
    <section
      aria-label={t("lookalike.pair")}
      className="flex min-w-0 grow flex-col gap-4 overflow-y-auto px-6 py-5"
    >
      <div>
        <h2 className="text-base">
          {customerName(pair.a, c)}
          <span aria-hidden className="px-2 text-muted">
            ／
          </span>
          {customerName(pair.b, c)}
        </h2>
        <p className="mt-0.5 text-muted text-xs">{t("lookalike.likely", { score: pair.score })}</p>
        <ul aria-label={t("lookalike.reasons")} className="mt-2 flex flex-wrap gap-1.5">
          {pair.signals.map((signal) => (
            <li key={signal}>
              <Badge
                tone={signals.speaksFor(signal) ? "ok" : "warn"}
                icon={signals.speaksFor(signal) ? "check" : "warn"}
              >
                {signals.name(signal)}
              </Badge>
            </li>
          ))}
        </ul>
      </div>
      <div className="max-w-3xl rounded-lg border border-border bg-panel p-4">
        {one.data && other.data ? (
          <CustomerCompare
            one={one.data}
            other={other.data}
            titles={[t("lookalike.older"), t("lookalike.newer")]}
          />
        ) : (
          <SkeletonRows rows={6} label={t("loading")} />
        )}
      </div>
      {write ? (
        <div className="flex flex-wrap items-center gap-2">
          <Button variant="primary" icon="link" isDisabled={busy} onPress={() => merge()}>
            {t("lookalike.same")} <Kbd>M</Kbd>
          </Button>
          <Button isDisabled={busy} onPress={() => apart(null)}>
            {t("lookalike.different")} <Kbd>D</Kbd>
          </Button>
          <Button isDisabled={busy} onPress={() => apart("household")}>
            {t("lookalike.household")} <Kbd>H</Kbd>
          </Button>
          <p className="w-full text-muted text-xs">{t("lookalike.hint")}</p>
        </div>
      ) : (
        <p className="text-muted text-xs">{t("lookalike.readOnly")}</p>
      )}
    </section>
  );
}

/** Decides, says so, and offers the way back. */
function useDecision(pair: Lookalike) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const { a, b } = pair;
  const refresh = () => {
    void cache.invalidateQueries({ queryKey: keys.lookalikes().slice(0, 1) });
    for (const id of [a.id, b.id]) void cache.invalidateQueries({ queryKey: keys.customer(id) });
    void cache.invalidateQueries({ queryKey: keys.lists });
  };
  /** Takes the pair off the list at once; what it is like afterwards comes from the server. */
  const leave = () => {
    cache.setQueryData(
      keys.lookalikes(),
      (list: { items: Lookalike[] } | undefined) =>
        list && { ...list, items: list.items.filter((each) => each !== pair) },
    );
    // The server's list follows the log a moment later.
    setTimeout(refresh, 1_500);
  };
  const failed = (error: Error) => {
    refresh();
    toast(problemText(error, c("actionFailed")), "bad");
  };
  const undone = () => {
    toast(t("lookalike.back"));
    setTimeout(refresh, 1_500);
  };
  const merge = useMutation({
    mutationFn: async () => {
      const merged = await mergeCustomers(a.id, { other: b.id, note: "" });
      const ledger = await cache.fetchQuery({ ...mergesQuery(merged.id), staleTime: 0 });
      return { merged, entry: ledger[0] };
    },
    onSuccess: ({ merged, entry }) => {
      leave();
      const undo = () => entry && undoMerge(entry.id).then(undone, failed);
      toast(t("merge.done", { name: customerName(merged, c) }), "ok", {
        label: t("lookalike.takeBack"),
        back: true,
        run: () => void undo(),
      });
    },
    onError: failed,
  });
  const apart = useMutation({
    mutationFn: (tie: LookalikeDecision["tie"]) =>
      tellApart({ a: a.id, b: b.id, different: true, tie }),
    onSuccess: () => {
      leave();
      const undo = () => tellApart({ a: a.id, b: b.id, different: false }).then(undone, failed);
      toast(t("lookalike.toldApart"), "ok", {
        label: t("lookalike.takeBack"),
        back: true,
        run: () => void undo(),
      });
    },
    onError: failed,
  });
  return { merge: merge.mutate, apart: apart.mutate, busy: merge.isPending || apart.isPending };
}
