import { lazy, Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message, Side } from "@/api/types";
import { cx } from "@/lib/cx";
import { Icon } from "@/ui/Icon";
import { RelativeTime } from "@/ui/RelativeTime";
import { SkeletonRows } from "@/ui/Skeleton";
import { namesOf } from "./people";
import { SideBadge } from "./SideBadge";

const SideBody = lazy(() => import("./SideBody"));

interface SideEntryProps {
  side: Side;
  /** What is at hand of it, oldest first; there is one at least. */
  messages: readonly Message[];
}

/**
 * A conversation with somebody outside in the thread of its case: one folded entry, where its newest
 * mail stands. It looks like nothing that the customer can see.
 */
export function SideEntry({ side, messages }: SideEntryProps) {
  const { t } = useTranslation("inbox");
  const [open, setOpen] = useState(false);
  const body = useId();
  const last = messages.at(-1);
  return (
    <article
      data-seq={last?.seq}
      tabIndex={-1}
      aria-label={t("side.entry", { names: namesOf(side) })}
      className="my-1.5 overflow-hidden rounded-lg border border-border-strong border-dashed bg-subtle"
    >
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? body : undefined}
        onClick={() => setOpen(!open)}
        className="ring-inset-focus flex w-full flex-col gap-0.5 px-3 py-2 text-left hover:bg-bg"
      >
        <span className="flex w-full items-center gap-1.5 text-xs">
          <Icon name="building" size={13} className="shrink-0 text-muted" />
          <span className="shrink-0 font-medium text-muted">{t("side.outside")}</span>
          <span className="min-w-0 truncate font-medium">{namesOf(side)}</span>
          <SideBadge state={side.state} />
          <span className="grow" />
          {last && <RelativeTime at={last.at} className="shrink-0 text-2xs text-muted" />}
          <Icon
            name="chevron"
            size={13}
            className={cx("shrink-0 text-muted transition-transform", open && "rotate-90")}
          />
        </span>
        <span className="w-full truncate text-sm">{side.subject}</span>
        {!open && last && (
          <span className="w-full truncate text-muted text-xs">
            {last.side?.way === "out" ? t("side.sentLine") : t("side.cameLine")}
            {last.text.replace(/\s+/gu, " ")}
          </span>
        )}
      </button>
      {open && (
        <div id={body} className="border-border border-t bg-panel px-3 py-2.5">
          <Suspense fallback={<SkeletonRows rows={2} label={t("thread.loading")} />}>
            <SideBody side={side} />
          </Suspense>
        </div>
      )}
    </article>
  );
}
