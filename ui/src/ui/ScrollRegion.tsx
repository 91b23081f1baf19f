import type { ReactNode } from "react";
import { cx } from "@/lib/cx";

interface ScrollRegionProps {
  label: string;
  className?: string;
  children: ReactNode;
}

/** A part that scrolls by itself and may hold nothing to focus: reachable by keyboard itself. */
export function ScrollRegion({ label, className, children }: ScrollRegionProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={cx("ring-inset-focus min-h-0 overflow-auto", className)}
    >
      {children}
    </section>
  );
}
