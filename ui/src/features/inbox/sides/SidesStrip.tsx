import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Side } from "@/api/types";
import { Icon } from "@/ui/Icon";
import { RelativeTime } from "@/ui/RelativeTime";
import { namesOf } from "./people";
import { SideBadge } from "./SideBadge";

const SideDialog = lazy(() => import("./SideDialog"));

/** The conversations with people outside that are not over, each with how long it waits. */
export function SidesStrip({ sides }: { sides: readonly Side[] }) {
  const { t } = useTranslation("inbox");
  const [shown, setShown] = useState<string | null>(null);
  const standing = sides.filter((side) => side.state !== "closed");
  const opened = sides.find((side) => side.id === shown);
  if (standing.length === 0 && !opened) return null;
  return (
    <div className="shrink-0 border-border border-b bg-subtle px-4 py-1.5">
      <ul aria-label={t("side.list")} className="flex flex-wrap gap-1.5">
        {standing.map((side) => (
          <li key={side.id}>
            <button
              type="button"
              onClick={() => setShown(side.id)}
              className="flex h-6 max-w-80 items-center gap-1.5 rounded-md border border-border-strong border-dashed bg-panel px-1.5 text-2xs hover:bg-bg"
            >
              <Icon name="building" size={12} className="shrink-0 text-muted" />
              <span className="shrink-0 text-muted">{t("side.outside")}</span>
              <span className="min-w-0 truncate">{namesOf(side)}</span>
              <SideBadge state={side.state} />
              {side.waiting_since && <RelativeTime at={side.waiting_since} />}
            </button>
          </li>
        ))}
      </ul>
      {opened && (
        <Suspense fallback={null}>
          <SideDialog side={opened} onClose={() => setShown(null)} />
        </Suspense>
      )}
    </div>
  );
}
