import { lazy, Suspense, useCallback, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import { settings, useSettings } from "@/lib/settings";
import { useShortcuts } from "@/lib/shortcuts";
import { useTopic } from "@/realtime/live";
import { EmptyState } from "@/ui/EmptyState";
import { CaseList } from "./CaseList";
import { pruneDrafts } from "./drafts";
import { ListToolbar } from "./ListToolbar";
import { useInboxAddress } from "./useInboxAddress";
import { ViewsColumn } from "./ViewsColumn";
import { queryOf, viewOf } from "./views";

const loadCasePane = () => import("./CasePane");
const CasePane = lazy(loadCasePane);

/** The agent's desk: lists, thread, customer. The address holds what is chosen. */
export function InboxPage() {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const me = useMe();
  const { params, search, wanted, open: openIn, narrow } = useInboxAddress();
  const names = useNames();
  const { viewsFolded, panelFolded } = useSettings();
  const view = viewOf(params.view, me.permissions.includes("work.take"));
  const query = useMemo(() => queryOf(view.id, search), [view.id, search]);
  const queue = view.id === "waiting" ? search.queue : undefined;
  const title = queue
    ? t("list.queueTitle", { name: names.queues.get(queue)?.name ?? "" })
    : t(`views.${view.id}`);

  useTopic("inbox");
  useEffect(() => pruneDrafts(), []);
  // The list shows first; what opens a case is fetched while it is read.
  useEffect(() => void setTimeout(loadCasePane, 300), []);
  useShortcuts({
    "[": () => settings.set({ viewsFolded: !viewsFolded }),
    "]": () => settings.set({ panelFolded: !panelFolded }),
  });
  useEffect(() => {
    document.title = `${title} — ${c("product")}`;
  }, [title, c]);

  const open = useCallback((caseId: string) => openIn(view.id, caseId), [openIn, view.id]);

  return (
    <div className="flex min-h-0 grow">
      {!viewsFolded && <ViewsColumn view={view.id} queue={queue} search={search} />}
      <section
        aria-label={t("list.label")}
        className="flex w-[340px] 2xl:w-[400px] shrink-0 flex-col border-border border-r bg-panel"
      >
        <ListToolbar
          key={view.id}
          title={title}
          view={view.id}
          search={search}
          onSearch={narrow}
          folded={viewsFolded}
          onFold={() => settings.set({ viewsFolded: !viewsFolded })}
        />
        <CaseList
          view={view}
          query={query}
          me={me.id}
          openId={params.caseId}
          onOpen={open}
          narrowed={Object.values(search).some(Boolean) && !(queue && !search.q)}
        />
      </section>
      {params.caseId ? (
        <Suspense fallback={<section aria-label={t("thread.label")} className="grow bg-panel" />}>
          <CasePane key={params.caseId} caseId={params.caseId} wanted={wanted} />
        </Suspense>
      ) : (
        <section className="flex grow items-center justify-center" aria-label={t("thread.label")}>
          <EmptyState icon="inbox" title={t("thread.none")} hint={t("thread.noneHint")} />
        </section>
      )}
    </div>
  );
}
