import type { Presence } from "@/api/types";
import { cx } from "@/lib/cx";

/** A mark whose shape differs with the state, so that the colour is not what tells it. */
const MARKS: Record<Presence, { className: string; path: string }> = {
  available: { className: "text-ok", path: "M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1" },
  away: { className: "text-warn", path: "M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1M4.2 4v4M7.8 4v4" },
  wrap_up: { className: "text-info", path: "M1.5 1.500h9v9h-9z" },
  offline: { className: "text-muted", path: "M6 1.500a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9" },
};

export function PresenceMark({ state }: { state: Presence }) {
  const mark = MARKS[state];
  const filled = state === "available" || state === "wrap_up";
  return (
    <svg
      aria-hidden
      width={10}
      height={10}
      viewBox="0 0 12 12"
      className={cx("shrink-0", mark.className)}
      fill={filled ? "currentColor" : "none"}
      stroke="currentColor"
      strokeWidth={1.6}
    >
      <path d={mark.path} />
    </svg>
  );
}
