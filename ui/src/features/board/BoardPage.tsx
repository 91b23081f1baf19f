import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useSettings } from "@/lib/settings";
import { formatClockTime } from "@/lib/time";
import { Badge } from "@/ui/Badge";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { AgentGrid } from "./AgentGrid";
import { BoardSheet } from "./BoardSheet";
import { QueueTable } from "./QueueTable";
import type { BoardSearch } from "./search";
import { Tiles } from "./Tiles";
import { useBoard, useStale } from "./useBoard";

/** The supervisor's board: what waits, who works; every number opens the list behind it. */
export function BoardPage() {
  const { t } = useTranslation("board");
  const { t: c } = useTranslation("common");
  const search = useSearch({ from: "/desk/board" });
  const navigate = useNavigate();
  const { view, error, retry } = useBoard();
  useEffect(() => {
    document.title = `${t("title")} — ${c("product")}`;
  }, [t, c]);

  const show = (next: BoardSearch) =>
    void navigate({ to: "/board", search: kept(next), replace: true });

  if (!view) {
    if (error) return <ProblemState error={error} onRetry={() => void retry()} />;
    return <SkeletonRows rows={9} label={c("loading")} />;
  }
  return (
    <div className="flex min-h-0 grow flex-col gap-3 overflow-y-auto p-4 xl:overflow-hidden">
      <header className="flex shrink-0 items-center gap-3">
        <h1 className="text-lg">{t("title")}</h1>
        <span className="grow" />
        <Stamp at={view.at} />
      </header>
      <Tiles totals={view.totals} search={search} />
      <div className="flex min-h-0 grow flex-col gap-3 xl:flex-row xl:items-start">
        <QueueTable rows={view.rows} search={search} />
        <AgentGrid agents={view.agents} search={search} onSearch={show} />
      </div>
      <BoardSheet
        search={search}
        view={view}
        onClose={() => show({ team: search.team, state: search.state })}
      />
    </div>
  );
}

/** The search without what is absent, so that addresses stay short. */
function kept(search: BoardSearch): BoardSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value));
}

/** When the figures were true, and a warning when that is too long ago. */
function Stamp({ at }: { at: string }) {
  const { t } = useTranslation("board");
  const { language } = useSettings();
  const stale = useStale(at);
  const time = formatClockTime(at, language);
  if (stale) {
    return (
      <Badge tone="warn" icon="warn">
        <span role="alert">{t("stamp.stale", { time })}</span>
      </Badge>
    );
  }
  return <span className="tnum text-muted text-xs">{t("stamp.at", { time })}</span>;
}
