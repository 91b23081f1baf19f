import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hoursQuery } from "@/api/admin";
import type { BusinessHours } from "@/api/admin-types";
import { useNames } from "@/api/directory";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import type { SectionProps } from "../AdminPage";
import { AdminTable } from "../AdminTable";
import { ListFilter, SectionFrame } from "../SectionFrame";
import { matches } from "../sections";
import { useFreshDirectory } from "../useFreshDirectory";
import { NEW, useItemNavigation } from "../useItemNavigation";
import { HoursSheet } from "./HoursSheet";
import { WEEKDAYS } from "./hours-form";
import { OpenState } from "./OpenState";
import { dayText, stretches } from "./periods";

/** When queues are open. */
export default function HoursSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { create, close } = useItemNavigation("hours");
  const { queues } = useNames();
  const list = useQuery(hoursQuery);
  const ready = useFreshDirectory(item);
  const [typed, setTyped] = useState("");
  const queueNames = (hours: BusinessHours) =>
    hours.queues.map((id) => queues.get(id)?.name ?? "").join("、");
  const rows = (list.data ?? [])
    .filter((hours) => matches(typed, hours.name, queueNames(hours)))
    .sort((a, b) => Number(a.archived) - Number(b.archived) || a.name.localeCompare(b.name, "ja"));
  const open = list.data?.find((hours) => hours.id === item);

  return (
    <SectionFrame
      section="hours"
      tools={
        <>
          <ListFilter label={t("hours.filter")} value={typed} onChange={setTyped} />
          <Button variant="primary" icon="plus" onPress={create}>
            {t("hours.add")}
          </Button>
        </>
      }
    >
      {list.isPending && <SkeletonRows rows={6} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState
          icon="clock"
          title={typed ? t("nothing") : t("hours.empty")}
          hint={typed ? t("nothingHint") : t("hours.emptyHint")}
        />
      )}
      {rows.length > 0 && (
        <AdminTable
          label={t("sections.hours.title")}
          section="hours"
          rows={rows}
          keyOf={(hours) => hours.id}
          nameOf={(hours) => hours.name}
          nameTitle={t("field.name")}
          faded={(hours) => hours.archived}
          columns={[
            {
              id: "week",
              title: t("hours.week"),
              className: "w-1/2 max-w-0",
              cell: (hours) => <WeekSummary hours={hours} />,
            },
            {
              id: "queues",
              title: t("hours.queues"),
              className: "w-1/2 max-w-0",
              cell: (hours) => (
                <span className="flex items-baseline gap-2">
                  <span className="tnum shrink-0">{hours.queues.length}</span>
                  <span className="truncate text-muted text-xs" title={queueNames(hours)}>
                    {queueNames(hours)}
                  </span>
                </span>
              ),
            },
            {
              id: "state",
              title: t("hours.now"),
              className: "whitespace-nowrap",
              cell: (hours) => <OpenState hours={hours} />,
            },
          ]}
        />
      )}
      {ready && list.data && item === NEW && <HoursSheet all={list.data} onClose={close} />}
      {ready && list.data && open && (
        <HoursSheet key={open.id} hours={open} all={list.data} onClose={close} />
      )}
    </SectionFrame>
  );
}

/** `月〜金 9:00-18:00` and what holidays are like. */
function WeekSummary({ hours }: { hours: BusinessHours }) {
  const { t } = useTranslation("admin");
  const name = (day: number) => t(`hours.short.${WEEKDAYS[day] ?? "mon"}`);
  const days = stretches(hours.week).map(({ from, to, periods }) =>
    t("hours.stretch", {
      days: from === to ? name(from) : t("hours.through", { from: name(from), to: name(to) }),
      periods: dayText(periods),
    }),
  );
  const { holidays } = hours;
  const onHolidays =
    holidays.rule === "hours" ? dayText(holidays.periods) : t(`hours.holiday.${holidays.rule}`);
  const text = [...days, t("hours.stretch", { days: t("hours.holidays"), periods: onHolidays })];
  return (
    <span className="tnum block truncate text-xs" title={text.join("\n")}>
      {text.join(" · ")}
    </span>
  );
}
