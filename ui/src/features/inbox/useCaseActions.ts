import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { changeCase, reopenCase, resolveCase, takeCase } from "@/api/cases";
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
    mutationFn: (action: () => Promise<CaseRow>) => action(),
    onSuccess: (changed) => {
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
  const perform = (action: () => Promise<CaseRow>, done?: () => void) => {
    if (!run.isPending) run.mutate(action, { onSuccess: done });
  };
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
    change: (fields: CaseChange) => perform(() => changeCase(row, fields)),
  };
}
