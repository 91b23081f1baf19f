import { useMutation } from "@tanstack/react-query";
import { Button, type Key, MenuItem } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { AgentState, Presence } from "@/api/types";
import { setAgentPresence } from "@/api/work";
import { cx } from "@/lib/cx";
import { boardFeed } from "@/realtime/board-feed";
import { Icon } from "@/ui/Icon";
import { Menu, optionLook } from "@/ui/Menu";
import { PresenceMark } from "@/ui/PresenceMark";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

/** The states a supervisor can give; offline comes by signing out. */
const CHOICES: readonly Presence[] = ["available", "away", "wrap_up"];

interface AgentPresenceProps {
  agent: AgentState;
  name: string;
  mayAct: boolean;
}

/** An agent's state as mark and word; a supervisor changes it here. */
export function AgentPresence({ agent, name, mayAct }: AgentPresenceProps) {
  const { t } = useTranslation("board");
  const { t: c } = useTranslation("common");
  const change = useMutation({
    mutationFn: (state: Presence) => setAgentPresence(agent.user, state),
    onSuccess: (changed) => {
      boardFeed.receiveAgent(changed);
      toast(t("agents.changed", { name, state: c(`presence.${changed.state}`) }));
    },
    onError: (error) => toast(problemText(error, c("actionFailed")), "bad"),
  });
  const state = c(`presence.${agent.state}`);
  const shown = (
    <>
      <PresenceMark state={agent.state} />
      <span className={agent.state === "offline" ? "text-muted" : undefined}>{state}</span>
    </>
  );
  if (!mayAct || agent.state === "offline") {
    return <span className="flex items-center gap-2 px-1.5">{shown}</span>;
  }
  return (
    <Menu
      label={t("agents.change", { name })}
      selectionMode="single"
      selectedKeys={[agent.state]}
      onSelectionChange={(selection) => {
        const [next] = selection === "all" ? [] : [...(selection as Set<Key>)];
        if (next && next !== agent.state) change.mutate(next as Presence);
      }}
      trigger={
        <Button
          aria-label={t("agents.changeFrom", { name, state })}
          className={cx(
            "group ring-inset-focus flex h-7 items-center gap-2 rounded-md px-1.5 hover:bg-subtle-strong",
            change.isPending && "opacity-60",
          )}
        >
          {shown}
          <Icon
            name="down"
            size={12}
            className="text-muted opacity-0 group-hover:opacity-100 group-data-[focus-visible]:opacity-100"
          />
        </Button>
      }
    >
      {CHOICES.map((choice) => (
        <MenuItem
          key={choice}
          id={choice}
          textValue={c(`presence.${choice}`)}
          className={optionLook}
        >
          <PresenceMark state={choice} />
          <span className="grow">{c(`presence.${choice}`)}</span>
        </MenuItem>
      ))}
    </Menu>
  );
}
