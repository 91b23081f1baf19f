import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { CONSENT_CHANNELS, consentsQuery, purposeName } from "@/api/consents";
import { useMe } from "@/api/me";
import type { ConsentPurpose, ConsentStanding, Customer } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { formatDate } from "@/lib/time";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";

const ConsentDialog = lazy(() => import("./ConsentDialog"));
const ConsentHistory = lazy(() => import("./ConsentHistory"));

/** What the customer consented to: a purpose a line, each way with what was said last. */
export default function Consents({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customer");
  const me = useMe();
  const { language } = useSettings();
  const consents = useQuery(consentsQuery(customer.id));
  const [dialog, setDialog] = useState<"record" | "history" | null>(null);
  if (!consents.data || consents.data.purposes.length === 0) return null;
  const { purposes, standing, entries } = consents.data;
  return (
    <section aria-label={t("consent.title")}>
      <h3 className="mb-1.5 text-2xs text-muted">{t("consent.title")}</h3>
      <ul className="flex flex-col divide-y divide-border rounded-lg border border-border">
        {purposes.map((purpose) => (
          <li key={purpose.id} className="px-3 py-2">
            <p className="text-xs">{purposeName(purpose, language)}</p>
            <Ways
              purpose={purpose}
              standing={standing.filter((each) => each.purpose === purpose.id)}
            />
          </li>
        ))}
      </ul>
      <div className="mt-1.5 flex gap-1">
        {me.permissions.includes("customer.write") && (
          <Button size="sm" icon="edit" onPress={() => setDialog("record")}>
            {t("consent.record")}
          </Button>
        )}
        {entries.length > 0 && (
          <Button size="sm" variant="ghost" onPress={() => setDialog("history")}>
            {t("consent.history", { count: entries.length })}
          </Button>
        )}
      </div>
      <Suspense fallback={null}>
        {dialog === "record" && (
          <ConsentDialog
            customer={customer}
            purposes={purposes}
            standing={standing}
            onClose={() => setDialog(null)}
          />
        )}
        {dialog === "history" && (
          <ConsentHistory
            customer={customer}
            consents={consents.data}
            onClose={() => setDialog(null)}
          />
        )}
      </Suspense>
    </section>
  );
}

/** The ways of one purpose of which something was said, with when and how. */
function Ways({ purpose, standing }: { purpose: ConsentPurpose; standing: ConsentStanding[] }) {
  const { t } = useTranslation("customer");
  const { language } = useSettings();
  if (purpose.basis === "contract") {
    return <p className="text-2xs text-muted">{t("consent.contract")}</p>;
  }
  if (standing.length === 0) return <p className="text-2xs text-muted">{t("consent.never")}</p>;
  const said = CONSENT_CHANNELS.flatMap((channel) =>
    standing.filter((each) => each.channel === channel),
  );
  return (
    <ul className="mt-1 flex flex-col gap-0.5 text-2xs">
      {said.map((each) => (
        <li key={each.channel} className="flex items-center gap-1.5">
          <Icon
            name={each.decision === "granted" ? "check" : "close"}
            size={12}
            className={each.decision === "granted" ? "text-ok" : "text-bad"}
          />
          <span className="w-14 shrink-0">{t(`consent.channel.${each.channel}`)}</span>
          <span className={each.decision === "granted" ? "text-ok" : "text-bad"}>
            {t(`consent.${each.decision}`)}
          </span>
          <span className="tnum ml-auto truncate text-muted">
            {formatDate(each.at, language)} · {t(`consent.source.${each.source}`)}
          </span>
        </li>
      ))}
    </ul>
  );
}
