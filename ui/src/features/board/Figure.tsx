import { useRef } from "react";
import { cx } from "@/lib/cx";
import { formatCount } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import "./board.css";

/** A number that lights up for a moment when it changes. */
export function Figure({ value, className }: { value: number; className?: string }) {
  const { language } = useSettings();
  const seen = useRef({ value, changes: 0 });
  if (seen.current.value !== value) {
    seen.current = { value, changes: seen.current.changes + 1 };
  }
  const { changes } = seen.current;
  return (
    // Another key is another element, whose animation begins anew.
    <span key={changes} className={cx("tnum", changes > 0 && "board-flash", className)}>
      {formatCount(value, language)}
    </span>
  );
}
