import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { untieCase } from "@/api/case-work";
import { keys } from "@/api/query-keys";
import type { CaseTie } from "@/api/types";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

interface TiesStripProps {
  caseId: string;
  ties: readonly CaseTie[];
  disabled: boolean;
}

function wordOf(tie: CaseTie): "related" | "joinedInto" | "joinedHere" | "splitFrom" | "splitHere" {
  if (tie.kind === "joined") return tie.from_here ? "joinedInto" : "joinedHere";
  if (tie.kind === "split") return tie.from_here ? "splitFrom" : "splitHere";
  return "related";
}

/** Other cases that have to do with this one, each with its way off. */
export function TiesStrip({ caseId, ties, disabled }: TiesStripProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const untie = useMutation({
    mutationFn: (tie: CaseTie) => untieCase(caseId, tie.id),
    onSuccess: (_, tie) => {
      toast(t(tie.kind === "joined" ? "tie.parted" : "tie.removed"));
      for (const id of [caseId, tie.case.id]) {
        void cache.invalidateQueries({ queryKey: keys.case(id) });
      }
      void cache.invalidateQueries({ queryKey: keys.lists });
    },
    onError: (error) => toast(problemText(error, c("actionFailed")), "bad"),
  });
  const gone = ties.find((tie) => tie.kind === "joined" && tie.from_here);
  return (
    <div className="shrink-0 border-border border-b bg-subtle px-4 py-1.5">
      {gone && (
        <p className="pb-1 text-xs">
          <Icon name="link" size={13} className="mr-1 inline text-muted" />
          {t("tie.gone", { number: gone.case.number })}
        </p>
      )}
      <ul aria-label={t("tie.list")} className="flex flex-wrap gap-1.5">
        {ties.map((tie) => (
          <li
            key={tie.id}
            className="flex h-6 max-w-72 items-center gap-1 rounded-md border border-border bg-panel pl-1.5 text-2xs"
          >
            <span className="shrink-0 text-muted">{t(`tie.${wordOf(tie)}`)}</span>
            <Link
              to="/inbox/{-$view}/{-$caseId}"
              params={{ view: "all", caseId: tie.case.id }}
              className="flex min-w-0 gap-1 text-accent"
            >
              <span className="tnum shrink-0">#{tie.case.number}</span>
              <span className="truncate">{tie.case.subject}</span>
            </Link>
            {tie.kind === "split" || disabled ? (
              <span className="w-1" />
            ) : (
              <IconButton
                size="sm"
                icon={tie.kind === "joined" ? "reopen" : "close"}
                label={t(tie.kind === "joined" ? "tie.undo" : "tie.remove", {
                  number: tie.case.number,
                })}
                isDisabled={untie.isPending}
                onPress={() => untie.mutate(tie)}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
