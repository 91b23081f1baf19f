import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { profileQuery } from "@/api/customers";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import { privacyQuery } from "@/api/privacy";
import type { CaseRow, Customer } from "@/api/types";
import { customerName } from "@/lib/names";
import { useSettings } from "@/lib/settings";
import { formatDate } from "@/lib/time";
import { Avatar } from "@/ui/Avatar";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { Tabs } from "@/ui/Tabs";
import { CasesTab } from "./CasesTab";
import { OrdersTab } from "./OrdersTab";
import { ProfileTab } from "./ProfileTab";
import { TimelineTab } from "./TimelineTab";

const IdentifyDialog = lazy(() => import("./IdentifyDialog"));
const NewMailDialog = lazy(() => import("./NewMailDialog"));
const EditDialog = lazy(() => import("./EditDialog"));
const MergeDialog = lazy(() => import("./MergeDialog"));
const PrivacyDialog = lazy(() => import("./PrivacyDialog"));

type Tab = "profile" | "orders" | "timeline" | "cases";

/** Who the customer is: profile, purchases, everything that happened, other cases. */
export function CustomerPanel({ row }: { row: CaseRow }) {
  const { t } = useTranslation("customer");
  const profile = useQuery(profileQuery(row.customer.id));
  const [tab, setTab] = useState<Tab>("profile");

  return (
    <aside
      aria-label={t("panel")}
      className="flex w-80 2xl:w-96 shrink-0 flex-col border-border border-l bg-panel"
    >
      {profile.isPending && <SkeletonRows rows={5} label={t("loading")} />}
      {profile.isError && (
        <ProblemState error={profile.error} onRetry={() => void profile.refetch()} />
      )}
      {profile.data && (
        <>
          <PanelHead row={row} customer={profile.data} />
          <Tabs
            label={t("panel")}
            value={tab}
            onChange={setTab}
            className="grow"
            tabs={[
              {
                id: "profile",
                title: t("tab.profile"),
                body: () => <ProfileTab customer={profile.data} caseId={row.id} />,
              },
              {
                id: "orders",
                title: <TabTitle name={t("tab.orders")} count={profile.data.orders.count} />,
                body: () => <OrdersTab customer={profile.data} />,
              },
              {
                id: "timeline",
                title: t("tab.timeline"),
                body: () => <TimelineTab customer={profile.data} openCase={row.id} />,
              },
              {
                id: "cases",
                title: <TabTitle name={t("tab.cases")} count={profile.data.cases} />,
                body: () => <CasesTab customer={profile.data} openCase={row.id} />,
              },
            ]}
          />
        </>
      )}
    </aside>
  );
}

function TabTitle({ name, count }: { name: string; count: number }) {
  return (
    <>
      {name}
      {count > 0 && <span className="tnum font-normal text-2xs text-muted">{count}</span>}
    </>
  );
}

function PanelHead({ row, customer }: { row: CaseRow; customer: Customer }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const me = useMe();
  const [dialog, setDialog] = useState<"identify" | "edit" | "mail" | "merge" | "privacy" | null>(
    null,
  );
  const { directory } = useNames();
  const { language } = useSettings();
  const { erasure, held } = useQuery(privacyQuery(customer.id)).data ?? {};
  const mayMail =
    me.permissions.includes("case.write") &&
    customer.identities.some((each) => each.kind === "email") &&
    directory.channels.some((each) => each.kind === "email" && each.active);
  const write = me.permissions.includes("customer.write");
  return (
    <header className="shrink-0 px-4 pt-4 pb-3">
      <div className="flex items-center gap-3">
        <Avatar name={customer.name} size={40} anonymous={customer.anonymous} />
        <div className="min-w-0 grow">
          {customer.kana && <p className="truncate text-2xs text-muted">{customer.kana}</p>}
          <h2 className="truncate text-sm">{customerName(customer, c)}</h2>
          {customer.company && <p className="truncate text-muted text-xs">{customer.company}</p>}
        </div>
        {mayMail && (
          <IconButton
            icon="mail"
            size="sm"
            label={t("mail.open")}
            onPress={() => setDialog("mail")}
          />
        )}
        {write && !customer.anonymous && (
          <>
            <IconButton
              icon="link"
              size="sm"
              label={t("merge.open")}
              onPress={() => setDialog("merge")}
            />
            <IconButton
              icon="edit"
              size="sm"
              label={t("edit.open")}
              onPress={() => setDialog("edit")}
            />
          </>
        )}
        {me.permissions.includes("privacy.manage") && !erasure && (
          <IconButton
            icon="shield"
            size="sm"
            label={t("privacy.open")}
            onPress={() => setDialog("privacy")}
          />
        )}
      </div>
      {erasure && (
        <p className="mt-3 rounded-lg border border-border bg-bg p-3 text-muted text-xs">
          {t("privacy.was", { date: formatDate(erasure.at, language) })}
        </p>
      )}
      {held && (
        <p className="mt-2 flex items-center gap-1 text-2xs text-warn">
          <Icon name="shield" size={12} />
          {t("hold.standing")}
        </p>
      )}
      {(customer.rank || customer.tags.length > 0) && (
        <ul aria-label={t("tags")} className="mt-2 flex flex-wrap gap-1">
          {customer.rank && (
            <li>
              <Badge tone="accent" icon="check">
                {customer.rank}
              </Badge>
            </li>
          )}
          {customer.tags.map((tag) => (
            <li key={tag}>
              <Badge icon="tag">{tag}</Badge>
            </li>
          ))}
        </ul>
      )}
      {customer.anonymous && !erasure && (
        <div className="mt-3 rounded-lg border border-border bg-bg p-3">
          <p className="text-muted text-xs">{t("anonymousHint")}</p>
          {write && (
            <Button
              size="sm"
              variant="primary"
              icon="link"
              className="mt-2"
              onPress={() => setDialog("identify")}
            >
              {t("identify.open")}
            </Button>
          )}
        </div>
      )}
      <Suspense fallback={null}>
        {dialog === "identify" && <IdentifyDialog row={row} onClose={() => setDialog(null)} />}
        {dialog === "mail" && <NewMailDialog customer={customer} onClose={() => setDialog(null)} />}
        {dialog === "merge" && <MergeDialog customer={customer} onClose={() => setDialog(null)} />}
        {dialog === "privacy" && (
          <PrivacyDialog customer={customer} onClose={() => setDialog(null)} />
        )}
        {dialog === "edit" && <EditDialog customer={customer} onClose={() => setDialog(null)} />}
      </Suspense>
    </header>
  );
}
