import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { changeCase, endHold, reopenCase, resolveCase, takeCase } from "@/api/cases";
import { useMe } from "@/api/me";
import { ApiProblem } from "@/api/problem";
import { keys } from "@/api/query-keys";
import type { CaseChange, CaseRow } from "@/api/types";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

/** What the signed-in person may do with a case as it stands, and the doing. */
export function useCaseActions(row: CaseRow) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const me = useMe();
  const write = me.permissions.includes("case.write");
  const resolved = row.status === "resolved";

  const run = useMutation({
    // One after the other: what is asked for while the last is still on its way is not lost.
    scope: { id: `case ${row.id}` },
    mutationFn: ({ action }: { action: () => Promise<CaseRow>; done?: () => void }) => action(),
    onSuccess: (changed, { done }) => {
      done?.();
      void cache.invalidateQueries({ queryKey: keys.detail(changed.id) });
      void cache.invalidateQueries({ queryKey: keys.counts });
    },
    onError: (error) => {
      // Somebody else was faster: look at what it is now.
      if (error instanceof ApiProblem && error.status === 412) {
        void cache.invalidateQueries({ queryKey: keys.detail(row.id) });
      }
      toast(problemText(error, c("actionFailed")), "bad");
    },
  });
  const perform = (action: () => Promise<CaseRow>, done?: () => void) =>
    run.mutate({ action, done });
  const reopen = () =>
    perform(
      () => reopenCase(row.id),
      () => toast(t("action.reopened", { number: row.number })),
    );

  return {
    busy: run.isPending,
    may: {
      take: write && !resolved && row.owner !== me.id,
      resolve: write && !resolved,
      reopen: write && resolved,
      hold: write && !resolved,
      endHold: write && row.status === "on_hold",
      giveBack: me.permissions.includes("case.transfer") && !resolved && !!row.returns,
      transfer: me.permissions.includes("case.transfer") && !resolved,
      change: write,
    },
    take: () =>
      perform(
        () => takeCase(row.id),
        () => toast(t("action.taken", { number: row.number })),
      ),
    resolve: () =>
      perform(
        () => resolveCase(row.id),
        () =>
          toast(t("action.resolved", { number: row.number }), "ok", {
            label: t("action.reopen"),
            back: true,
            run: reopen,
          }),
      ),
    reopen,
    endHold: () =>
      perform(
        () => endHold(row.id),
        () => toast(t("action.holdEnded", { number: row.number })),
      ),
    change: (fields: CaseChange) => perform(() => changeCase(row, fields)),
  };
}
