import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changePolicy, createPolicy, policiesQuery } from "@/api/admin";
import type { BusinessHours, SlaPolicy } from "@/api/admin-types";
import { categoryTree, useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";
import type { Directory, Priority } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { CheckList } from "@/ui/CheckList";
import { TextField } from "@/ui/Field";
import { type Option, Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { EditorSheet } from "../EditorSheet";
import { Part } from "../Part";
import { useEditor } from "../useEditor";
import { GoalFields } from "./GoalFields";
import {
  goalFaults,
  NEW_POLICY,
  newPolicy,
  type PolicyDraft,
  PRIORITIES,
  policyChange,
  policyDraft,
} from "./policy-form";

const FIELDS = ["name", "conditions", "goals", "hours"];
/** Stands for the hours of the queue, and for no other priority. */
const NONE = "none";

interface PolicySheetProps {
  policy?: SlaPolicy;
  hours: readonly BusinessHours[];
  onClose: () => void;
}

/** The form of a policy, or of a new one. */
export function PolicySheet({ policy, hours, onClose }: PolicySheetProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const { directory } = useNames();
  // Held while the form is open: what it is compared with must not be sorted anew.
  const [order] = useState(() => ({
    queues: directory.queues.map((queue) => queue.id),
    categories: categoryTree(directory.categories).map((category) => category.id),
    channels: directory.channels.map((channel) => channel.id),
  }));
  const toDraft = (item: SlaPolicy | undefined): PolicyDraft =>
    item ? policyDraft(item, order) : NEW_POLICY;
  const editor = useEditor<SlaPolicy | undefined, PolicyDraft>({
    item: policy,
    toDraft,
    check: ({ goals }) =>
      Object.fromEntries(
        Object.entries(goalFaults(goals)).map(([field, fault]) => [
          field,
          t(`policies.faults.${fault}`),
        ]),
      ),
    save: (item, draft) =>
      item
        ? changePolicy(item, policyChange(toDraft(item), draft))
        : createPolicy(newPolicy(draft)),
    reload: async () => {
      const fresh = await cache.fetchQuery({ ...policiesQuery, staleTime: 0 });
      return fresh.find((each) => each.id === policy?.id);
    },
    onSaved: (saved) => {
      void cache.invalidateQueries({ queryKey: keys.admin("sla") });
      toast(t("saved", { name: saved?.name ?? "" }));
      onClose();
    },
  });
  const { draft, set, errorOf } = editor;
  const usable: Option<string>[] = hours
    .filter((each) => !each.archived || each.id === draft.hours)
    .map((each) => ({ id: each.id, label: each.name }));
  const raises: Option<Priority | typeof NONE>[] = [
    { id: NONE, label: t("policies.noRaise") },
    ...PRIORITIES.filter((id) => id !== "low").map((id) => ({ id, label: c(`priority.${id}`) })),
  ];

  return (
    <EditorSheet
      editor={editor}
      creating={!policy}
      fields={FIELDS}
      width="lg"
      title={policy?.name ?? t("policies.add")}
      badge={policy && !policy.active && <Badge icon="pause">{t("policies.inactive")}</Badge>}
      hint={policy ? undefined : t("policies.addHint")}
      onClose={onClose}
    >
      <TextField
        label={t("field.name")}
        isRequired
        autoFocus
        value={draft.name}
        onChange={(name) => set({ name })}
        error={errorOf("name")}
      />
      {policy && (
        <Switch
          label={t("policies.use")}
          hint={t("policies.useHint")}
          on={draft.active}
          onChange={(active) => set({ active })}
        />
      )}
      <Part title={t("policies.goals")} hint={t("policies.goalsHint")}>
        <GoalFields goals={draft.goals} onChange={(goals) => set({ goals })} errorOf={errorOf} />
        <Select
          label={t("policies.hours")}
          options={[{ id: NONE, label: t("policies.queueHoursLong") }, ...usable]}
          value={draft.hours ?? NONE}
          onChange={(id) => set({ hours: id === NONE ? null : id })}
          error={errorOf("hours")}
          className="max-w-80"
        />
      </Part>
      <Part title={t("policies.conditions")} hint={t("policies.conditionsHint")}>
        {errorOf("conditions") && (
          <p role="alert" className="text-bad text-xs">
            {errorOf("conditions")}
          </p>
        )}
        <ConditionFields draft={draft} set={set} directory={directory} />
      </Part>
      <Part title={t("policies.escalation")}>
        <Switch
          label={t("policies.warnOwner")}
          hint={t("policies.warnOwnerHint")}
          on={draft.warnOwner}
          onChange={(warnOwner) => set({ warnOwner })}
        />
        <Switch
          label={t("policies.callSupervisors")}
          hint={t("policies.callSupervisorsHint")}
          on={draft.callSupervisors}
          onChange={(callSupervisors) => set({ callSupervisors })}
        />
        <Select
          label={t("policies.raiseTo")}
          options={raises}
          value={draft.raiseTo ?? NONE}
          onChange={(id) => set({ raiseTo: id === NONE ? null : id })}
          className="max-w-80"
        />
      </Part>
    </EditorSheet>
  );
}

interface ConditionFieldsProps {
  draft: PolicyDraft;
  set: (change: Partial<PolicyDraft>) => void;
  directory: Directory;
}

/** Which cases it fits. What is out of use stays visible where it was chosen. */
function ConditionFields({ draft, set, directory }: ConditionFieldsProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const options = (rows: { id: string; name: string; archived: boolean }[], chosen: string[]) =>
    rows
      .filter((row) => !row.archived || chosen.includes(row.id))
      .map((row) => ({
        id: row.id,
        label: row.name,
        note: row.archived ? t("archived") : undefined,
      }));
  const { queues, categories, channels } = directory;
  const tree = categoryTree(categories);
  const archived = categories.filter((each) => each.archived);
  return (
    <>
      <CheckList
        label={t("policies.queues")}
        options={options(queues, draft.queues)}
        value={draft.queues}
        onChange={(chosen) => set({ queues: chosen })}
      />
      {categories.length > 0 && (
        <CheckList
          label={t("policies.categories")}
          hint={t("policies.categoriesHint")}
          columns={1}
          options={[
            ...tree.map(({ id, name, depth }) => ({ id, label: name, depth })),
            ...options(archived, draft.categories),
          ]}
          value={draft.categories}
          onChange={(chosen) => set({ categories: chosen })}
        />
      )}
      <CheckList
        label={t("policies.channels")}
        options={channels.map(({ id, name }) => ({ id, label: name }))}
        value={draft.channels}
        onChange={(chosen) => set({ channels: chosen })}
      />
      <CheckList
        label={c("priority.label")}
        options={PRIORITIES.map((id) => ({ id, label: c(`priority.${id}`) }))}
        value={draft.priorities}
        onChange={(chosen) => set({ priorities: chosen })}
      />
      <TextField
        label={t("policies.ranks")}
        hint={t("policies.ranksHint")}
        placeholder={t("policies.ranksExample")}
        autoComplete="off"
        value={draft.ranks}
        onChange={(ranks) => set({ ranks })}
      />
    </>
  );
}
