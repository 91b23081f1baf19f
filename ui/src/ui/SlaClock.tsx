import { useTranslation } from "react-i18next";
import type { CaseSla } from "@/api/types";
import { cx } from "@/lib/cx";
import { useSettings } from "@/lib/settings";
import { formatDay, formatSpan, formatTime } from "@/lib/time";
import { Badge, type Tone } from "./Badge";
import { Icon, type IconName } from "./Icon";
import { useServerTime } from "./seconds";

/** How a promise stands. */
export type SlaState = "calm" | "soon" | "over";

/** Whole seconds left until a time, negative after it; whole minutes from one minute on. */
export function secondsLeft(dueAt: string, now: number): number {
  const left = Math.floor((Date.parse(dueAt) - now) / 1000);
  return Math.abs(left) < 60 ? left : Math.trunc(left / 60) * 60;
}

/** By the clock, or earlier by what the server has said. */
export function slaState(sla: CaseSla, left: number): SlaState {
  if (sla.breached || left <= 0) return "over";
  return sla.warned ? "soon" : "calm";
}

const LOOK: Record<SlaState, { tone: Tone; icon: IconName; text: string }> = {
  calm: { tone: "neutral", icon: "hourglass", text: "text-muted" },
  soon: { tone: "warn", icon: "bell", text: "text-warn" },
  over: { tone: "bad", icon: "warn", text: "text-bad" },
};

/** The next due promise in words, as it stands now. */
export function useSla(sla: CaseSla) {
  const { t } = useTranslation("common");
  const { language } = useSettings();
  const left = useServerTime((now) => secondsLeft(sla.due_at, now));
  const state = slaState(sla, left);
  const time = formatSpan(Math.abs(left), language);
  const due = `${formatDay(sla.due_at, language)} ${formatTime(sla.due_at, language)}`;
  const target = t(`sla.target.${sla.target}`);
  return {
    ...LOOK[state],
    /** What the icon adds to the words. */
    urgency: state === "soon" ? t("sla.soon") : undefined,
    words: t(state === "over" ? "sla.over" : "sla.left", { target, time }),
    brief: t(state === "over" ? "sla.overBrief" : "sla.leftBrief", {
      target: t(`sla.brief.${sla.target}`),
      time: formatSpan(Math.abs(left), language, 1),
    }),
    title: t("sla.due", { target, due }),
  };
}

/** The promise that falls due next, counted down: a mark in a head. */
export function SlaBadge({ sla }: { sla: CaseSla }) {
  const { tone, icon, urgency, words, title } = useSla(sla);
  return (
    <span title={title} className="flex">
      <Badge tone={tone}>
        <Icon name={icon} size={12} label={urgency} />
        <span className="tnum">{words}</span>
      </Badge>
    </span>
  );
}

/** The same in a line of a list. */
export function SlaLine({ sla, className }: { sla: CaseSla; className?: string }) {
  const { icon, text, urgency, brief, title } = useSla(sla);
  return (
    <span
      title={title}
      className={cx("inline-flex shrink-0 items-center gap-0.5 whitespace-nowrap", text, className)}
    >
      <Icon name={icon} size={12} label={urgency} />
      <span className="tnum">{brief}</span>
    </span>
  );
}
