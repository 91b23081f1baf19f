import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { caseDetailQuery } from "@/api/cases";
import { useMe } from "@/api/me";
import { customerName } from "@/lib/names";
import { useSettings } from "@/lib/settings";
import { useEntity } from "@/realtime/entity-store";
import { useTopic } from "@/realtime/live";
import { caseStore } from "@/realtime/stores";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { CaseHeader } from "./CaseHeader";
import { Composer } from "./Composer";
import { CustomerPanel } from "./customer/CustomerPanel";
import { ProcedureStrip } from "./ProcedureStrip";
import { SidesStrip } from "./sides/SidesStrip";
import { Thread } from "./Thread";
import { TiesStrip } from "./TiesStrip";

interface CasePaneProps {
  caseId: string;
  /** The entry of the thread that the address leads to. */
  wanted?: number | undefined;
}

/** An open case: head, thread, composer, and the customer beside it. */
export default function CasePane({ caseId, wanted }: CasePaneProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const me = useMe();
  const { panelFolded } = useSettings();
  const detail = useQuery(caseDetailQuery(caseId));
  const row = useEntity(caseStore, caseId);
  useTopic(`case:${caseId}`);

  const label = row ? customerName(row.customer, c) : "";
  useEffect(() => {
    if (row) document.title = `${label} #${row.number} — ${c("product")}`;
  }, [row, label, c]);

  if (!row) {
    return (
      <section aria-label={t("thread.label")} className="min-w-0 grow">
        {detail.isError ? (
          <ProblemState error={detail.error} onRetry={() => void detail.refetch()} />
        ) : (
          <SkeletonRows rows={6} label={t("thread.loading")} />
        )}
      </section>
    );
  }
  return (
    <>
      <section aria-label={t("thread.label")} className="flex min-w-0 grow flex-col bg-panel">
        <CaseHeader row={row} detail={detail.data} />
        {detail.data && detail.data.ties.length > 0 && (
          <TiesStrip
            caseId={caseId}
            ties={detail.data.ties}
            disabled={!me.permissions.includes("case.write")}
          />
        )}
        {detail.data && detail.data.sides.length > 0 && <SidesStrip sides={detail.data.sides} />}
        {detail.data?.procedure && (
          <ProcedureStrip
            caseId={caseId}
            walk={detail.data.procedure}
            disabled={!me.permissions.includes("case.write") || row.status === "resolved"}
          />
        )}
        <Thread row={row} wanted={wanted} detail={detail.data} customerLabel={label} />
        {me.permissions.includes("case.write") && !row.joined_into && (
          <Composer row={row} route={detail.data?.reply} />
        )}
      </section>
      {!panelFolded && me.permissions.includes("customer.read") && <CustomerPanel row={row} />}
    </>
  );
}
