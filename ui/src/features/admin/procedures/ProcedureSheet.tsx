import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { changeProcedure, createProcedure, proceduresQuery } from "@/api/case-work";
import { categoryTree, useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";
import type { Procedure } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { EditorSheet } from "../EditorSheet";
import { Part } from "../Part";
import { useEditor } from "../useEditor";
import {
  emptyStep,
  movedUp,
  newProcedure,
  type ProcedureDraft,
  procedureChange,
  procedureDraft,
  type StepDraft,
} from "./procedure-form";

const FIELDS = ["name", "category", "steps"];
/** Stands for "not chosen yet". */
const NONE = "none";

interface ProcedureSheetProps {
  procedure?: Procedure;
  onClose: () => void;
}

/** The form of a procedure, or of a new one. */
export function ProcedureSheet({ procedure, onClose }: ProcedureSheetProps) {
  const { t } = useTranslation("admin");
  const cache = useQueryClient();
  const { directory, categories } = useNames();
  const editor = useEditor<Procedure | undefined, ProcedureDraft>({
    item: procedure,
    toDraft: procedureDraft,
    check: (draft) => {
      const wrong: Record<string, string> = {};
      if (draft.name.trim() === "") wrong.name = t("procedures.needName");
      if (draft.category === null) wrong.category = t("procedures.needCategory");
      if (draft.steps.every((step) => step.text.trim() === ""))
        wrong.steps = t("procedures.needStep");
      return wrong;
    },
    save: (item, draft) =>
      item
        ? changeProcedure(item, procedureChange(procedureDraft(item), draft))
        : createProcedure(newProcedure(draft)),
    reload: async () => {
      const all = await cache.fetchQuery({ ...proceduresQuery, staleTime: 0 });
      return all.find((each) => each.id === procedure?.id);
    },
    onSaved: (saved) => {
      void cache.invalidateQueries({ queryKey: keys.admin("procedures") });
      toast(t("saved", { name: saved?.name ?? "" }));
      onClose();
    },
  });
  const { draft, set, errorOf } = editor;
  const gone = draft.category ? categories.get(draft.category) : undefined;
  return (
    <EditorSheet
      editor={editor}
      creating={!procedure}
      fields={FIELDS}
      width="lg"
      title={procedure?.name ?? t("procedures.add")}
      badge={procedure?.archived && <Badge icon="archive">{t("archived")}</Badge>}
      onClose={onClose}
    >
      <div className="grid grid-cols-2 items-start gap-3">
        <TextField
          label={t("field.name")}
          isRequired
          autoFocus
          value={draft.name}
          onChange={(name) => set({ name })}
          error={errorOf("name")}
        />
        <Select
          label={t("procedures.category")}
          options={[
            { id: NONE, label: t("procedures.choose") },
            ...categoryTree(directory.categories).map(({ id, name, depth }) => ({
              id,
              label: name,
              depth,
            })),
            ...(gone?.archived ? [{ id: gone.id, label: gone.name }] : []),
          ]}
          value={draft.category ?? NONE}
          onChange={(id) => set({ category: id === NONE ? null : id })}
          error={errorOf("category")}
        />
      </div>
      <p className="text-muted text-xs">{t("procedures.categoryHint")}</p>
      <Part title={t("procedures.steps")} hint={t("procedures.stepsHint")}>
        <Steps steps={draft.steps} error={errorOf("steps")} onChange={(steps) => set({ steps })} />
      </Part>
      {procedure && (
        <Switch
          label={t("procedures.archive")}
          hint={t("procedures.archiveHint")}
          on={draft.archived}
          onChange={(archived) => set({ archived })}
        />
      )}
    </EditorSheet>
  );
}

interface StepsProps {
  steps: readonly StepDraft[];
  error: string | null;
  onChange: (steps: StepDraft[]) => void;
}

function Steps({ steps, error, onChange }: StepsProps) {
  const { t } = useTranslation("admin");
  const put = (at: number, change: Partial<StepDraft>) =>
    onChange(steps.map((step, index) => (index === at ? { ...step, ...change } : step)));
  return (
    <div className="flex flex-col gap-2">
      <ol className="flex flex-col gap-2">
        {steps.map((step, at) => (
          <li key={step.key} className="flex items-start gap-2">
            <span className="tnum w-5 pt-1.5 text-right text-muted text-xs">{at + 1}</span>
            <TextField
              quiet
              label={t("procedures.step", { n: at + 1 })}
              value={step.text}
              onChange={(text) => put(at, { text })}
              className="grow"
              error={at === 0 ? error : null}
            />
            <span className="w-24">
              <Switch
                label={t("procedures.required")}
                on={step.required}
                onChange={(required) => put(at, { required })}
              />
            </span>
            <IconButton
              icon="up"
              label={t("procedures.upStep", { n: at + 1 })}
              isDisabled={at === 0}
              onPress={() => onChange(movedUp(steps, at))}
            />
            <IconButton
              icon="close"
              label={t("procedures.removeStep", { n: at + 1 })}
              isDisabled={steps.length === 1}
              onPress={() => onChange(steps.filter((_, index) => index !== at))}
            />
          </li>
        ))}
      </ol>
      <div>
        <Button size="sm" icon="plus" onPress={() => onChange([...steps, emptyStep()])}>
          {t("procedures.addStep")}
        </Button>
      </div>
    </div>
  );
}
