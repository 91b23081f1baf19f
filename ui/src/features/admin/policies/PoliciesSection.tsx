import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { hoursQuery } from "@/api/admin";
import type { SlaPolicy } from "@/api/admin-types";
import { useNames } from "@/api/directory";
import { useSettings } from "@/lib/settings";
import { formatSpan } from "@/lib/time";
import { announce } from "@/ui/Announcer";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import type { SectionProps } from "../AdminPage";
import { AdminTable, type Column } from "../AdminTable";
import { SectionFrame } from "../SectionFrame";
import { useFreshDirectory } from "../useFreshDirectory";
import { NEW, useItemNavigation } from "../useItemNavigation";
import { PolicySheet } from "./PolicySheet";
import { TARGETS } from "./policy-form";
import { usePolicies } from "./usePolicies";

/** What is promised of which cases, in the order in which it is tried. */
export default function PoliciesSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { create, close } = useItemNavigation("policies");
  const { list, policies, move } = usePolicies();
  const hours = useQuery(hoursQuery);
  const ready = useFreshDirectory(item) && hours.data !== undefined;
  const open = policies.find((policy) => policy.id === item);

  const onMove = (policy: SlaPolicy, step: -1 | 1) => {
    if (!policies[policies.indexOf(policy) + step]) return;
    move.mutate({ id: policy.id, step });
    announce(t(step < 0 ? "categories.movedUp" : "categories.movedDown", { name: policy.name }));
  };
  const columns: Column<SlaPolicy>[] = [
    {
      id: "conditions",
      title: t("policies.conditions"),
      className: "w-full max-w-0",
      cell: (policy) => <Conditions policy={policy} />,
    },
    ...TARGETS.map((target) => ({
      id: target,
      title: c(`sla.target.${target}`),
      className: "whitespace-nowrap text-right",
      cell: (policy: SlaPolicy) => <Goal minutes={policy.goals[target]?.minutes} />,
    })),
    {
      id: "hours",
      title: t("sections.hours.title"),
      className: "whitespace-nowrap",
      cell: (policy) => (
        <span className="block max-w-40 truncate text-xs">
          {policy.hours
            ? hours.data?.find((each) => each.id === policy.hours)?.name
            : t("policies.queueHours")}
        </span>
      ),
    },
    {
      id: "state",
      title: t("field.state"),
      className: "whitespace-nowrap",
      cell: (policy) =>
        policy.active ? (
          <Badge tone="ok" icon="check">
            {t("queues.inUse")}
          </Badge>
        ) : (
          <Badge icon="pause">{t("policies.inactive")}</Badge>
        ),
    },
    {
      id: "order",
      title: t("policies.order"),
      className: "whitespace-nowrap",
      cell: (policy) => (
        // Above the link that fills the row.
        <span className="relative flex">
          <IconButton
            size="sm"
            icon="up"
            keys="Alt+↑"
            label={t("categories.moveUp", { name: policy.name })}
            isDisabled={policies[0] === policy}
            onPress={() => onMove(policy, -1)}
          />
          <IconButton
            size="sm"
            icon="up"
            keys="Alt+↓"
            className="rotate-180"
            label={t("categories.moveDown", { name: policy.name })}
            isDisabled={policies.at(-1) === policy}
            onPress={() => onMove(policy, 1)}
          />
        </span>
      ),
    },
  ];

  return (
    <SectionFrame
      section="policies"
      tools={
        <Button variant="primary" icon="plus" onPress={create}>
          {t("policies.add")}
        </Button>
      }
    >
      {list.isPending && <SkeletonRows rows={6} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {hours.isError && <ProblemState error={hours.error} onRetry={() => void hours.refetch()} />}
      {list.data && policies.length === 0 && (
        <EmptyState icon="hourglass" title={t("policies.empty")} hint={t("policies.emptyHint")} />
      )}
      {policies.length > 0 && (
        <>
          <AdminTable
            label={t("sections.policies.title")}
            section="policies"
            rows={policies}
            keyOf={(policy) => policy.id}
            nameOf={(policy) => (
              <>
                <span className="tnum mr-2 inline-block min-w-4 font-normal text-muted">
                  {policies.indexOf(policy) + 1}
                </span>
                {policy.name}
              </>
            )}
            nameTitle={t("field.name")}
            faded={(policy) => !policy.active}
            columns={columns}
            onMove={onMove}
          />
          <p className="text-muted text-xs">{t("policies.keys")}</p>
        </>
      )}
      {ready && item === NEW && <PolicySheet hours={hours.data} onClose={close} />}
      {ready && open && (
        <PolicySheet key={open.id} policy={open} hours={hours.data} onClose={close} />
      )}
    </SectionFrame>
  );
}

function Goal({ minutes }: { minutes: number | undefined }) {
  const { t } = useTranslation("admin");
  const { language } = useSettings();
  if (minutes === undefined) return <span className="text-muted">{t("policies.noGoal")}</span>;
  return <span className="tnum">{formatSpan(minutes * 60, language)}</span>;
}

/** Which cases a policy fits, in few words. */
function Conditions({ policy }: { policy: SlaPolicy }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const names = useNames();
  const { queues, categories, channels, ranks, priorities } = policy.conditions;
  const named = (found: { name: string } | undefined) => found?.name ?? "";
  const parts: [string, string[]][] = [
    [t("policies.queues"), queues.map((id) => named(names.queues.get(id)))],
    [t("policies.categories"), categories.map((id) => named(names.categories.get(id)))],
    [t("policies.channels"), channels.map((id) => named(names.channels.get(id)))],
    [t("policies.ranks"), ranks],
    [c("priority.label"), priorities.map((id) => c(`priority.${id}`))],
  ];
  const text = parts
    .filter(([, members]) => members.length > 0)
    .map(([name, members]) => t("policies.condition", { name, members: members.join("、") }));
  if (text.length === 0)
    return <span className="text-muted text-xs">{t("policies.everyCase")}</span>;
  return (
    <span className="block truncate text-xs" title={text.join("\n")}>
      {text.join(" · ")}
    </span>
  );
}
