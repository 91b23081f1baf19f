import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { Icon, type IconName } from "./Icon";

export type Tone = "neutral" | "accent" | "ok" | "warn" | "bad" | "info";

const TONES: Record<Tone, string> = {
  neutral: "bg-subtle text-muted",
  accent: "bg-accent-weak text-accent",
  ok: "bg-ok-weak text-ok",
  warn: "bg-warn-weak text-warn",
  bad: "bg-bad-weak text-bad",
  info: "bg-info-weak text-info",
};

interface BadgeProps {
  tone?: Tone;
  /** Meaning is never carried by the colour alone: give an icon with a toned badge. */
  icon?: IconName;
  children: ReactNode;
  className?: string;
}

export function Badge({ tone = "neutral", icon, children, className }: BadgeProps) {
  return (
    <span
      className={cx(
        "inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded px-1.5 text-2xs",
        TONES[tone],
        className,
      )}
    >
      {icon && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}

/** A count beside a name; nothing when it is zero. */
export function Count({ value, strong }: { value: number; strong?: boolean }) {
  if (value <= 0) return null;
  return (
    <span
      className={cx(
        "tnum inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-full px-1.5 text-2xs",
        strong ? "bg-accent-solid text-on-accent" : "text-muted",
      )}
    >
      {value > 999 ? "999+" : value}
    </span>
  );
}
