import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import type { Customer, Identity, IdentityStrength } from "@/api/types";
import { formatMoney } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { formatDate } from "@/lib/time";
import { Badge, type Tone } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { DataItem, DataList } from "@/ui/DataList";
import { Icon, type IconName } from "@/ui/Icon";
import { RelativeTime } from "@/ui/RelativeTime";
import { Merges } from "./Merges";
import { Ties } from "./Ties";

const ProveDialog = lazy(() => import("./ProveDialog"));
const Consents = lazy(() => import("./Consents"));

/** What is known about a customer. */
export function ProfileTab({ customer, caseId }: { customer: Customer; caseId: string }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const { orders } = customer;
  const attributes = Object.entries(customer.attributes);
  return (
    <div className="flex flex-col gap-5 px-4 py-4">
      {orders.count > 0 && (
        <section aria-label={t("orders.summary")} className="flex gap-2">
          <Figure label={t("orders.count")} value={t("orders.times", { count: orders.count })} />
          <Figure
            label={t("orders.total")}
            value={orders.totals
              .map((each) => formatMoney(each.minor, each.currency, language))
              .join(" / ")}
          />
          <Figure
            label={t("orders.last")}
            value={orders.last_at ? formatDate(orders.last_at, language) : c("none")}
          />
        </section>
      )}
      {customer.note && (
        <section className="rounded-lg border border-note-border bg-note px-3 py-2">
          <h3 className="text-2xs text-warn">{t("note")}</h3>
          <p className="whitespace-pre-wrap text-xs">{customer.note}</p>
        </section>
      )}
      <section aria-label={t("identities")}>
        <div className="mb-1.5 flex items-center justify-between">
          <h3 className="text-2xs text-muted">{t("identities")}</h3>
          <Prove customer={customer} caseId={caseId} />
        </div>
        <ul className="flex flex-col gap-1.5">
          {customer.identities.map((identity) => (
            <IdentityLine key={`${identity.kind}:${identity.value}`} identity={identity} />
          ))}
        </ul>
      </section>
      <section aria-label={t("profile")}>
        <h3 className="mb-1.5 text-2xs text-muted">{t("profile")}</h3>
        <DataList>
          {customer.external_id && (
            <DataItem name={t("field.externalId")}>{customer.external_id}</DataItem>
          )}
          {customer.phone && <DataItem name={t("field.phone")}>{customer.phone}</DataItem>}
          {attributes.map(([name, value]) => (
            <DataItem key={name} name={isClaim(name) ? t(`claim.${name}`) : name}>
              {value}
            </DataItem>
          ))}
          <DataItem name={t("field.since")}>{formatDate(customer.created_at, language)}</DataItem>
        </DataList>
      </section>
      {!customer.anonymous && (
        <Suspense fallback={null}>
          <Consents customer={customer} />
        </Suspense>
      )}
      <Ties customer={customer} />
      <Merges customer={customer} />
    </div>
  );
}

/** Asks the customer to prove an address: first the one that is only said to be theirs. */
function Prove({ customer, caseId }: { customer: Customer; caseId: string }) {
  const { t } = useTranslation("customer");
  const me = useMe();
  const { directory } = useNames();
  const [open, setOpen] = useState(false);
  const sends = directory.channels.some((each) => each.kind === "email" && each.active);
  if (!sends || !me.permissions.includes("customer.write")) return null;
  const said = customer.identities.find(
    (each) => each.kind === "email" && each.strength !== "verified",
  );
  return (
    <>
      <IconButton icon="shield" size="sm" label={t("prove.open")} onPress={() => setOpen(true)} />
      {open && (
        <Suspense fallback={null}>
          <ProveDialog
            customer={customer}
            caseId={caseId}
            address={said?.value ?? customer.attributes.claimed_email ?? ""}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className="min-w-0 grow rounded-lg border border-border px-2 py-1.5">
      <p className="text-2xs text-muted">{label}</p>
      <p className="tnum truncate font-medium text-sm" title={value}>
        {value}
      </p>
    </div>
  );
}

const KIND: Record<Identity["kind"], IconName> = { email: "mail", shop: "cart", visitor: "globe" };
const STRENGTH: Record<IdentityStrength, { tone: Tone; icon: IconName }> = {
  verified: { tone: "ok", icon: "check" },
  claimed: { tone: "warn", icon: "help" },
  observed: { tone: "neutral", icon: "info" },
};

function IdentityLine({ identity }: { identity: Identity }) {
  const { t } = useTranslation("customer");
  const { tone, icon } = STRENGTH[identity.strength];
  return (
    <li className="flex items-center gap-2 text-xs">
      <Icon
        name={KIND[identity.kind]}
        size={14}
        label={t(`kind.${identity.kind}`)}
        className="text-muted"
      />
      <span className="min-w-0 truncate" title={identity.value}>
        {identity.kind === "visitor"
          ? t("browser", { end: identity.value.slice(-4) })
          : identity.value}
      </span>
      <span className="grow" />
      <RelativeTime at={identity.last_seen_at} className="shrink-0 text-2xs text-muted" />
      <Badge tone={tone} icon={icon}>
        {t(`strength.${identity.strength}`)}
      </Badge>
    </li>
  );
}

/** What an anonymous visitor said about themselves, as the server names it. */
function isClaim(name: string): name is "claimed_name" | "claimed_email" {
  return name === "claimed_name" || name === "claimed_email";
}
