import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { categoryTree, useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import type { CaseDetail, CaseRow, Priority } from "@/api/types";
import { channelIcon } from "@/lib/channel";
import { useCommands } from "@/lib/commands";
import { customerName } from "@/lib/names";
import { settings, useSettings } from "@/lib/settings";
import { useShortcuts } from "@/lib/shortcuts";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { Elapsed } from "@/ui/Elapsed";
import { Icon } from "@/ui/Icon";
import { type Option, Select } from "@/ui/Select";
import { Promises } from "./Promises";
import { StatusBadge } from "./StatusBadge";
import { PRIORITIES } from "./search";
import { useCaseActions } from "./useCaseActions";

const TransferDialog = lazy(() => import("./TransferDialog"));
const HandoverDialog = lazy(() => import("./HandoverDialog"));

/** Stands for "no category" in the list of choices. */
const NONE = "none";

interface CaseHeaderProps {
  row: CaseRow;
  detail: CaseDetail | undefined;
}

/** Who, which matter, how it stands, and what can be done with it. */
export function CaseHeader({ row, detail }: CaseHeaderProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const me = useMe();
  const names = useNames();
  const { panelFolded } = useSettings();
  const [transferring, setTransferring] = useState(false);
  const actions = useCaseActions(row);
  const { may } = actions;
  const transfer = () => setTransferring(true);
  const [goingOn, setGoingOn] = useState(false);
  const chats = names.directory.channels.some((each) => each.kind === "web_chat" && each.active);
  const mayGoOn = chats && row.status !== "resolved" && me.permissions.includes("case.write");

  useShortcuts({
    a: () => may.take && actions.take(),
    e: () => may.resolve && actions.resolve(),
    t: () => may.transfer && transfer(),
  });
  useCommands(
    [
      may.take && {
        id: "take",
        label: t("action.take"),
        icon: "user",
        keys: "A",
        run: actions.take,
      },
      may.transfer && {
        id: "transfer",
        label: t("action.transfer"),
        icon: "transfer",
        keys: "T",
        run: transfer,
      },
      mayGoOn && {
        id: "handover",
        label: t("handover.open"),
        icon: "chat",
        run: () => setGoingOn(true),
      },
      may.resolve && {
        id: "resolve",
        label: t("action.resolve"),
        icon: "check",
        keys: "E",
        run: actions.resolve,
      },
      may.reopen && {
        id: "reopen",
        label: t("action.reopen"),
        icon: "reopen",
        run: actions.reopen,
      },
    ].filter((command) => command !== false) as Parameters<typeof useCommands>[0],
  );

  const owner = row.owner
    ? row.owner === me.id
      ? c("you")
      : (names.users.get(row.owner)?.name ?? c("unknownPerson"))
    : null;

  return (
    <header className="shrink-0 border-border border-b px-4 pt-2 pb-2">
      <div className="flex min-h-8 items-center gap-2">
        <Icon
          name={channelIcon(row.channel_kind)}
          label={c(`channel.${row.channel_kind}`)}
          className="text-muted"
        />
        <h2 className="min-w-20 truncate text-base">{customerName(row.customer, c)}</h2>
        {row.waiting_since && row.status !== "resolved" && (
          <Badge tone="warn" icon="clock">
            {t("header.waiting")}
            <Elapsed since={row.waiting_since} />
          </Badge>
        )}
        <span className="grow" />
        {may.take && (
          <Button size="sm" variant="primary" icon="user" onPress={actions.take}>
            {t("action.take")}
          </Button>
        )}
        {may.transfer && (
          <IconButton icon="transfer" label={t("action.transfer")} keys="T" onPress={transfer} />
        )}
        {mayGoOn && (
          <IconButton icon="chat" label={t("handover.open")} onPress={() => setGoingOn(true)} />
        )}
        {may.resolve && (
          <Button size="sm" icon="check" onPress={actions.resolve} isDisabled={actions.busy}>
            {t("action.resolve")}
          </Button>
        )}
        {may.reopen && (
          <Button size="sm" icon="reopen" onPress={actions.reopen} isDisabled={actions.busy}>
            {t("action.reopen")}
          </Button>
        )}
        {me.permissions.includes("customer.read") && (
          <IconButton
            icon="panel"
            label={panelFolded ? t("header.showPanel") : t("header.hidePanel")}
            keys="]"
            onPress={() => settings.set({ panelFolded: !panelFolded })}
          />
        )}
      </div>
      <div className="flex min-h-6 items-center gap-2">
        <p className="flex min-w-0 grow items-baseline gap-2 text-sm">
          <span className="tnum shrink-0 text-muted text-xs">#{row.number}</span>
          <span className="min-w-0 truncate" title={row.subject}>
            {row.subject}
          </span>
        </p>
        <Promises row={row} sla={detail?.sla} />
      </div>
      <div className="mt-1 flex flex-wrap items-center gap-2">
        <StatusBadge status={row.status} />
        <CaseFields row={row} disabled={!may.change} onChange={actions.change} />
        <span className="flex items-center gap-1 text-muted text-xs">
          <Icon name="queue" size={13} />
          {names.queues.get(row.queue)?.name}
        </span>
        {owner && (
          <span className="flex items-center gap-1 text-muted text-xs">
            <Icon name="user" size={13} />
            <span className="sr-only">{t("header.owner")}</span>
            {owner}
          </span>
        )}
      </div>
      {transferring && (
        <Suspense fallback={null}>
          <TransferDialog
            row={row}
            offered={detail?.work?.state === "offered"}
            onClose={() => setTransferring(false)}
          />
        </Suspense>
      )}
      {goingOn && (
        <Suspense fallback={null}>
          <HandoverDialog row={row} onClose={() => setGoingOn(false)} />
        </Suspense>
      )}
    </header>
  );
}

interface CaseFieldsProps {
  row: CaseRow;
  disabled: boolean;
  onChange: (change: { priority?: Priority; category?: string | null }) => void;
}

function CaseFields({ row, disabled, onChange }: CaseFieldsProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const { directory, categories } = useNames();
  const options: Option<string>[] = [
    { id: NONE, label: t("header.noCategory") },
    ...categoryTree(directory.categories).map((each) => ({
      id: each.id,
      label: each.name,
      depth: each.depth,
    })),
  ];
  // A category out of use stays visible where it was chosen.
  const chosen = row.category ? categories.get(row.category) : undefined;
  if (chosen?.archived) options.push({ id: chosen.id, label: chosen.name });
  return (
    <>
      <Select
        quiet
        size="sm"
        label={t("header.category")}
        options={options}
        value={row.category ?? NONE}
        onChange={(id) => onChange({ category: id === NONE ? null : id })}
        disabled={disabled}
        className="w-36"
      />
      <Select
        quiet
        size="sm"
        label={c("priority.label")}
        options={PRIORITIES.map((id) => ({
          id,
          label: c(`priority.${id}`),
          icon: <Icon name="flag" size={13} className={FLAG[id]} />,
        }))}
        value={row.priority}
        onChange={(priority) => onChange({ priority })}
        disabled={disabled}
        className="w-20"
      />
    </>
  );
}

const FLAG: Record<Priority, string> = {
  urgent: "text-bad",
  high: "text-warn",
  normal: "text-muted",
  low: "text-muted",
};
