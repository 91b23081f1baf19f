import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { Icon } from "@/ui/Icon";
import { useServerSecond } from "@/ui/seconds";
import {
  formatClock,
  secondsSince,
  WAIT_BAD_SECONDS,
  WAIT_WARN_SECONDS,
  waitTone,
} from "./figures";

interface WaitClockProps {
  since: string;
  /** Says in words how urgent it is, beside the icon. */
  worded?: boolean;
  className?: string;
}

const TONE = { calm: "", warn: "text-warn", bad: "text-bad" };
const LIMIT = { warn: WAIT_WARN_SECONDS / 60, bad: WAIT_BAD_SECONDS / 60 };

/** A wait that runs; from the thresholds on with colour, icon and words. */
export function WaitClock({ since, worded, className }: WaitClockProps) {
  const { t } = useTranslation("board");
  const seconds = secondsSince(since, useServerSecond());
  const tone = waitTone(seconds);
  const words = tone === "calm" ? null : t("wait.over", { count: LIMIT[tone] });
  return (
    <span className={cx("inline-flex items-center gap-1 whitespace-nowrap", TONE[tone], className)}>
      {words && (
        <Icon
          name={tone === "bad" ? "warn" : "clock"}
          size={14}
          label={worded ? undefined : words}
        />
      )}
      <span role="timer" className="tnum">
        {formatClock(seconds)}
      </span>
      {worded && words && <span className="font-normal text-xs">{words}</span>}
    </span>
  );
}

/** Time in a state: a clock without thresholds. */
export function StateClock({ since, className }: { since: string; className?: string }) {
  const seconds = secondsSince(since, useServerSecond());
  return (
    <span role="timer" className={cx("tnum whitespace-nowrap", className)}>
      {formatClock(seconds)}
    </span>
  );
}
