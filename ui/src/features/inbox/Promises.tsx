import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/query-keys";
import type { CaseRow, CaseSla, PromiseView, SlaDetail } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { formatDay, formatSpan, formatTime } from "@/lib/time";
import { Badge, type Tone } from "@/ui/Badge";
import { DataItem, DataList } from "@/ui/DataList";
import { Icon, type IconName } from "@/ui/Icon";
import { Popover } from "@/ui/Popover";
import { SlaBadge } from "@/ui/SlaClock";
import { useServerTime } from "@/ui/seconds";

interface PromisesProps {
  row: CaseRow;
  /** All promises; absent while they are not read, or when nothing is promised. */
  sla: SlaDetail | null | undefined;
}

/** The promise that falls due next; opens all promises of the case. */
export function Promises({ row, sla }: PromisesProps) {
  const { t } = useTranslation("inbox");
  const mark = row.sla ? <SlaBadge sla={row.sla} /> : sla && <Summary promises={sla.promises} />;
  if (!mark) return null;
  if (!sla) return mark;
  return (
    <Popover
      label={t("sla.label")}
      className="w-80"
      trigger={
        <AriaButton className="flex shrink-0 items-center gap-0.5 rounded text-muted hover:text-text">
          {mark}
          <Icon name="down" size={12} label={t("sla.openAll")} />
        </AriaButton>
      }
    >
      <PromiseList caseId={row.id} sla={sla} next={row.sla} />
    </Popover>
  );
}

/** How promises stand of which none runs. */
function Summary({ promises }: { promises: readonly PromiseView[] }) {
  const { t } = useTranslation("inbox");
  if (promises.some((promise) => promise.breached)) {
    return (
      <Badge tone="bad" icon="warn">
        {t("sla.summaryBroken")}
      </Badge>
    );
  }
  if (promises.some((promise) => promise.held)) {
    return <Badge icon="pause">{t("sla.summaryHeld")}</Badge>;
  }
  if (promises.some((promise) => promise.fulfilled)) {
    return (
      <Badge tone="ok" icon="check">
        {t("sla.summaryKept")}
      </Badge>
    );
  }
  return <Badge icon="hourglass">{t("sla.summaryNone")}</Badge>;
}

interface PromiseListProps {
  caseId: string;
  sla: SlaDetail;
  next: CaseSla | null;
}

/** What was promised of the case, and how it stands. */
export function PromiseList({ caseId, sla, next }: PromiseListProps) {
  const { t } = useTranslation("inbox");
  const { language } = useSettings();
  const cache = useQueryClient();
  // Time went on since the case was read.
  useEffect(() => {
    void cache.invalidateQueries({ queryKey: keys.detail(caseId) }, { cancelRefetch: false });
  }, [cache, caseId]);
  return (
    <div className="flex flex-col">
      <div className="flex flex-col gap-1 border-border border-b px-4 py-2.5">
        <p className="text-muted text-xs">{t("sla.policy", { name: sla.policy })}</p>
        {!sla.open_now && (
          <p className="flex items-center gap-1.5 text-xs">
            <Icon name="clock" size={13} className="text-muted" />
            <span className="font-medium">{t("sla.closed")}</span>
            {sla.opens_at && (
              <span>
                {t("sla.opens", {
                  time: `${formatDay(sla.opens_at, language)} ${formatTime(sla.opens_at, language)}`,
                })}
              </span>
            )}
          </p>
        )}
      </div>
      <ul>
        {sla.promises.map((promise) => (
          <PromiseItem
            key={promise.target}
            promise={promise}
            open={sla.open_now}
            warned={next?.target === promise.target && next.warned}
          />
        ))}
      </ul>
    </div>
  );
}

type Standing = "running" | "outOfHours" | "held" | "done" | "dropped" | "idle";

/** In which state a promise is: idle while nothing was waited for yet. */
export function standing(promise: PromiseView, open: boolean): Standing {
  if (promise.running) return open ? "running" : "outOfHours";
  if (promise.held) return "held";
  if (promise.fulfilled === null) return "idle";
  return promise.fulfilled ? "done" : "dropped";
}

const LOOK: Record<Standing, { tone: Tone; icon: IconName }> = {
  running: { tone: "accent", icon: "hourglass" },
  outOfHours: { tone: "neutral", icon: "pause" },
  held: { tone: "neutral", icon: "pause" },
  done: { tone: "ok", icon: "check" },
  dropped: { tone: "neutral", icon: "close" },
  idle: { tone: "neutral", icon: "hourglass" },
};

interface PromiseItemProps {
  promise: PromiseView;
  open: boolean;
  warned: boolean;
}

function PromiseItem({ promise, open, warned }: PromiseItemProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const { due_at: due } = promise;
  const passed = useServerTime((now) => due !== null && Date.parse(due) <= now);
  const broken = promise.breached || passed;
  const state = standing(promise, open);
  return (
    <li className="flex flex-col gap-1.5 border-border border-b px-4 py-2.5 last:border-0">
      <div className="flex flex-wrap items-center gap-1.5">
        <h3 className="grow font-medium text-sm">{c(`sla.target.${promise.target}`)}</h3>
        {broken ? (
          <Badge tone="bad" icon="warn">
            {t("sla.broken")}
          </Badge>
        ) : (
          warned && (
            <Badge tone="warn" icon="bell">
              {c("sla.soon")}
            </Badge>
          )
        )}
        <Badge
          tone={broken && state === "done" ? "neutral" : LOOK[state].tone}
          icon={LOOK[state].icon}
        >
          {t(`sla.${state}`)}
        </Badge>
      </div>
      <DataList>
        <DataItem name={t("sla.goal")}>
          {t("sla.within", { time: formatSpan(promise.goal_minutes * 60, language) })}
        </DataItem>
        {state !== "idle" && (
          <DataItem name={t("sla.spent")}>
            <span className="tnum">{formatSpan(promise.spent_seconds, language)}</span>
          </DataItem>
        )}
        {due && (
          <DataItem name={t("sla.due")}>
            <time dateTime={due} className="tnum">
              {`${formatDay(due, language)} ${formatTime(due, language)}`}
            </time>
          </DataItem>
        )}
      </DataList>
    </li>
  );
}
