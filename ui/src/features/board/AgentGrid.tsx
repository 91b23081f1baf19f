import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { useMay } from "@/api/me";
import type { AgentState, ChannelKind } from "@/api/types";
import { EmptyState } from "@/ui/EmptyState";
import { Icon, type IconName } from "@/ui/Icon";
import { Select } from "@/ui/Select";
import { AgentPresence } from "./AgentPresence";
import { Figure } from "./Figure";
import { agentsOf } from "./figures";
import { AGENT_STATES, type AgentStateFilter, type BoardSearch } from "./search";
import { StateClock } from "./WaitClock";

interface AgentGridProps {
  agents: AgentState[];
  search: BoardSearch;
  onSearch: (search: BoardSearch) => void;
}

/** Stands for every queue in a list of choices, which cannot hold nothing. */
const EVERY = "every";

/** Who works: state, time in it, load. */
export function AgentGrid({ agents, search, onSearch }: AgentGridProps) {
  const { t } = useTranslation("board");
  const { users, directory } = useNames();
  const state = search.state ?? "signed_in";
  const shown = useMemo(
    () =>
      agentsOf(
        agents,
        { queue: search.team, state: state === "all" ? undefined : state },
        (user) => users.get(user)?.name ?? "",
      ),
    [agents, users, search.team, state],
  );
  return (
    <section
      aria-labelledby="board-agents"
      className="flex min-h-64 min-w-0 grow flex-col rounded-lg border border-border bg-panel xl:max-h-full xl:min-h-0"
    >
      <div className="flex h-11 shrink-0 items-center gap-2 px-4">
        <h2 id="board-agents" className="grow text-sm">
          {t("agents.title")}
          <span className="tnum ml-2 font-normal text-muted text-xs">
            {t("agents.count", { count: shown.length })}
          </span>
        </h2>
        <Select
          quiet
          size="sm"
          label={t("agents.state")}
          options={AGENT_STATES.map((id) => ({ id, label: t(`agents.states.${id}`) }))}
          value={state}
          onChange={(next: AgentStateFilter) =>
            onSearch({ ...search, state: next === "signed_in" ? undefined : next })
          }
          className="w-36"
        />
        <Select
          quiet
          size="sm"
          label={t("agents.queue")}
          options={[
            { id: EVERY, label: t("agents.everyQueue") },
            ...directory.queues
              .filter((queue) => !queue.archived)
              .map((queue) => ({ id: queue.id, label: queue.name })),
          ]}
          value={search.team ?? EVERY}
          onChange={(next) => onSearch({ ...search, team: next === EVERY ? undefined : next })}
          className="w-40"
        />
      </div>
      {shown.length === 0 ? (
        <EmptyState icon="users" title={t("agents.empty")} hint={t("agents.emptyHint")} />
      ) : (
        <div className="min-h-0 overflow-auto">
          <AgentTable agents={shown} search={search} />
        </div>
      )}
    </section>
  );
}

const head = "whitespace-nowrap border-border border-b px-2 py-1.5 font-medium";

/** The agents as lines; used by the page and by the list behind a number. */
export function AgentTable({ agents, search }: { agents: AgentState[]; search: BoardSearch }) {
  const { t } = useTranslation("board");
  return (
    <table className="w-full text-sm">
      <thead className="sticky top-0 z-10 bg-panel text-muted text-xs">
        <tr>
          <th scope="col" className={`${head} pl-4 text-left`}>
            {t("agents.name")}
          </th>
          <th scope="col" className={`${head} text-left`}>
            {t("agents.state")}
          </th>
          <th scope="col" className={`${head} text-right`}>
            {t("agents.since")}
          </th>
          <th scope="col" className={`${head} text-right`}>
            {t("agents.chats")}
          </th>
          <th scope="col" className={`${head} pr-4 text-right`}>
            {t("agents.mails")}
          </th>
        </tr>
      </thead>
      <tbody>
        {agents.map((agent) => (
          <AgentLine key={agent.user} agent={agent} search={search} />
        ))}
      </tbody>
    </table>
  );
}

function AgentLine({ agent, search }: { agent: AgentState; search: BoardSearch }) {
  const { t } = useTranslation("board");
  const { users } = useNames();
  const mayAct = useMay("board.act");
  const name = users.get(agent.user)?.name ?? t("agents.unknown");
  const to = (kind: ChannelKind): BoardSearch => ({
    ...search,
    list: "agent",
    agent: agent.user,
    kind,
    queue: undefined,
  });
  return (
    <tr className="h-(--row-data) border-border border-b last:border-0 hover:bg-subtle">
      <th scope="row" className="max-w-44 truncate pl-4 text-left font-medium">
        {name}
      </th>
      <td className="px-2">
        <AgentPresence agent={agent} name={name} mayAct={mayAct} />
      </td>
      <td className="px-2 text-right text-muted">
        {agent.state !== "offline" && <StateClock since={agent.since} />}
      </td>
      <Load
        to={to("web_chat")}
        icon="chat"
        value={agent.chats}
        capacity={agent.chat_capacity}
        label={t("agents.openChats", { name })}
      />
      <Load
        to={to("email")}
        icon="mail"
        value={agent.mails}
        capacity={agent.mail_capacity}
        label={t("agents.openMails", { name })}
      />
    </tr>
  );
}

interface LoadProps {
  to: BoardSearch;
  icon: IconName;
  value: number;
  capacity: number;
  label: string;
}

/** `2 / 3`; a full load says so by its icon. */
function Load({ to, icon, value, capacity, label }: LoadProps) {
  const { t } = useTranslation("board");
  const full = value >= capacity;
  return (
    <td className="p-0 last:pr-2">
      <Link
        to="/board"
        search={to}
        className="ring-inset-focus flex h-(--row-data) items-center justify-end gap-1 whitespace-nowrap rounded px-2 text-text no-underline hover:underline"
      >
        <Icon
          name={full ? "lock" : icon}
          size={13}
          label={full ? t("agents.full") : undefined}
          className={full ? "text-warn" : "text-muted"}
        />
        <Figure value={value} className={value === 0 ? "text-muted" : undefined} />
        <span className="tnum text-muted">/ {capacity}</span>
        <span className="sr-only"> {label}</span>
      </Link>
    </td>
  );
}
