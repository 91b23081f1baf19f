import { cx } from "@/lib/cx";

interface KbdProps {
  children: string;
  /** Part of what readers say; otherwise it is a hint for the eye beside a name. */
  spoken?: boolean;
  className?: string;
}

/** A key cap. */
export function Kbd({ children, spoken, className }: KbdProps) {
  return (
    <kbd
      aria-hidden={spoken ? undefined : true}
      className={cx(
        "inline-flex h-[18px] min-w-[18px] items-center justify-center rounded border border-border bg-subtle px-1 font-sans text-2xs text-muted",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
