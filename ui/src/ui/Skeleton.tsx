import { cx } from "@/lib/cx";

/** The shape of what is being loaded. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden className={cx("animate-soft block rounded bg-subtle-strong", className)} />
  );
}

const WIDTHS = ["w-3/4", "w-1/2", "w-2/3", "w-4/5", "w-3/5"];

/** Rows of a list that is being loaded. */
export function SkeletonRows({ rows = 6, label }: { rows?: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col">
      {Array.from({ length: rows }, (_, index) => `row-${index}`).map((key, index) => (
        <div key={key} className="flex items-center gap-3 border-border border-b px-3 py-3">
          <Skeleton className="size-7 rounded-full" />
          <div className="flex grow flex-col gap-2">
            <Skeleton className={cx("h-3", WIDTHS[index % WIDTHS.length])} />
            <Skeleton className="h-2.5 w-full" />
          </div>
        </div>
      ))}
    </div>
  );
}
