import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import type { AgentState, BoardRow } from "@/api/types";
import { EmptyState } from "@/ui/EmptyState";
import { Sheet } from "@/ui/Sheet";
import { AgentTable } from "./AgentGrid";
import { CaseLines } from "./CaseLines";
import { agentsOf } from "./figures";
import { agentsBehind, type BoardSearch, casesBehind } from "./search";

interface BoardSheetProps {
  search: BoardSearch;
  view: { rows: BoardRow[]; agents: AgentState[] };
  onClose: () => void;
}

/** The list behind a number. */
export function BoardSheet({ search, view, onClose }: BoardSheetProps) {
  const { t } = useTranslation("board");
  const { users, queues } = useNames();
  const { list } = search;
  if (!list) return null;
  const cases = casesBehind(search);
  const agents = agentsBehind(search);
  const place =
    list === "agent"
      ? (users.get(search.agent ?? "")?.name ?? t("agents.unknown"))
      : search.queue
        ? (queues.get(search.queue)?.name ?? t("queues.unknown"))
        : t("sheet.everyQueue");
  const kind = search.kind === "email" ? "agentMails" : "agentChats";
  const shown = list === "agent" && search.kind ? kind : list;
  return (
    <Sheet
      width="lg"
      onClose={onClose}
      title={t("sheet.title", { list: t(`sheet.${shown}`), place })}
      hint={t(`sheet.${list}Hint`)}
    >
      {cases && <CaseLines query={cases} />}
      {agents && (
        <AgentsBehind
          agents={agentsOf(view.agents, agents, (user) => users.get(user)?.name ?? "")}
          search={search}
        />
      )}
    </Sheet>
  );
}

function AgentsBehind({ agents, search }: { agents: AgentState[]; search: BoardSearch }) {
  const { t } = useTranslation("board");
  if (agents.length === 0) {
    return <EmptyState icon="users" title={t("agents.empty")} hint={t("agents.emptyHint")} />;
  }
  return <AgentTable agents={agents} search={search} />;
}
