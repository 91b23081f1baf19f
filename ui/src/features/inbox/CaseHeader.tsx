import { useTranslation } from "react-i18next";
import { categoryTree, useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import type { CaseDetail, CaseRow, Priority } from "@/api/types";
import { channelIcon } from "@/lib/channel";
import { customerName } from "@/lib/names";
import { settings, useSettings } from "@/lib/settings";
import { formatDateTime } from "@/lib/time";
import { Badge } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { Elapsed } from "@/ui/Elapsed";
import { Icon } from "@/ui/Icon";
import { type Option, Select } from "@/ui/Select";
import { CaseTools } from "./CaseTools";
import { Promises } from "./Promises";
import { StatusBadge } from "./StatusBadge";
import { PRIORITIES } from "./search";
import { useCaseActions } from "./useCaseActions";

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
  const { panelFolded, language } = useSettings();
  const actions = useCaseActions(row);
  const { may } = actions;

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
        <span className="grow" />
        <CaseTools row={row} offered={detail?.work?.state === "offered"} actions={actions} />
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
        {row.waiting_since && row.status !== "resolved" && (
          <Badge tone="warn" icon="clock">
            {t("header.waiting")}
            <Elapsed since={row.waiting_since} />
          </Badge>
        )}
        {row.held_until && (
          <span className="text-xs">
            {t("header.heldUntil", { until: formatDateTime(row.held_until, language) })}
          </span>
        )}
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
    </header>
  );
}

interface CaseFieldsProps {
  row: CaseRow;
  disabled: boolean;
  onChange: (change: {
    priority?: Priority;
    category?: string | null;
    disposition?: string | null;
  }) => void;
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
      <DispositionField row={row} disabled={disabled} onChange={onChange} />
    </>
  );
}

/** How the case ended; not drawn where the centre has no words for it. */
function DispositionField({ row, disabled, onChange }: CaseFieldsProps) {
  const { t } = useTranslation("inbox");
  const { directory } = useNames();
  const options = directory.dispositions.filter(
    (each) => !each.archived || each.id === row.disposition,
  );
  if (options.length === 0) return null;
  return (
    <Select
      quiet
      size="sm"
      label={t("header.disposition")}
      options={[
        { id: NONE, label: t("header.noDisposition") },
        ...options.map(({ id, name }) => ({ id, label: name })),
      ]}
      value={row.disposition ?? NONE}
      onChange={(id) => onChange({ disposition: id === NONE ? null : id })}
      disabled={disabled}
      className="w-32"
    />
  );
}

const FLAG: Record<Priority, string> = {
  urgent: "text-bad",
  high: "text-warn",
  normal: "text-muted",
  low: "text-muted",
};
