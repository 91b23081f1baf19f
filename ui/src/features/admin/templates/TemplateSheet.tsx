import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { categoryTree, useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";
import { changeTemplate, createTemplate, templateQuery } from "@/api/templates";
import type { AfterReply, Priority, Template } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { TextField } from "@/ui/Field";
import { type Option, Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { EditorSheet } from "../EditorSheet";
import { Part } from "../Part";
import { useEditor } from "../useEditor";
import { TemplateText } from "./TemplateText";
import {
  NEW_TEMPLATE,
  newTemplate,
  type TemplateDraft,
  templateChange,
  templateDraft,
} from "./template-form";

const FIELDS = ["name", "shortcut", "ja", "en", "category", "actions"];
const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];
const AFTER: readonly AfterReply[] = ["pending_customer", "keep", "resolve"];
/** Stands for "nothing" in the lists of choices. */
const NONE = "none";

interface TemplateSheetProps {
  template?: Template;
  onClose: () => void;
}

/** The form of a canned reply, or of a new one. */
export function TemplateSheet({ template, onClose }: TemplateSheetProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { t: i } = useTranslation("inbox");
  const cache = useQueryClient();
  const { directory, categories } = useNames();
  const toDraft = (item: Template | undefined): TemplateDraft =>
    item ? templateDraft(item) : NEW_TEMPLATE;
  const editor = useEditor<Template | undefined, TemplateDraft>({
    item: template,
    toDraft,
    save: (item, draft) =>
      item
        ? changeTemplate(item, templateChange(toDraft(item), draft))
        : createTemplate(newTemplate(draft)),
    reload: async () =>
      template && (await cache.fetchQuery({ ...templateQuery(template.id), staleTime: 0 })),
    onSaved: (saved) => {
      void cache.invalidateQueries({ queryKey: keys.admin("templates") });
      toast(t("saved", { name: saved?.name ?? "" }));
      onClose();
    },
  });
  const { draft, set, errorOf } = editor;
  /** The tree, with what is out of use where it is chosen. */
  const tree = (none: string, chosen: string | null): Option<string>[] => {
    const gone = chosen ? categories.get(chosen) : undefined;
    return [
      { id: NONE, label: none },
      ...categoryTree(directory.categories).map(({ id, name, depth }) => ({
        id,
        label: name,
        depth,
      })),
      ...(gone?.archived ? [{ id: gone.id, label: gone.name }] : []),
    ];
  };
  const orNull = <T extends string>(id: T | typeof NONE): T | null => (id === NONE ? null : id);

  return (
    <EditorSheet
      editor={editor}
      creating={!template}
      fields={FIELDS}
      width="lg"
      title={template?.name ?? t("templates.add")}
      badge={template?.archived && <Badge icon="archive">{t("archived")}</Badge>}
      onClose={onClose}
    >
      <div className="grid grid-cols-3 items-start gap-3">
        <TextField
          label={t("field.name")}
          isRequired
          autoFocus
          value={draft.name}
          onChange={(name) => set({ name })}
          error={errorOf("name")}
        />
        <TextField
          label={t("templates.shortcut")}
          hint={t("templates.shortcutHint")}
          autoComplete="off"
          value={draft.shortcut}
          onChange={(shortcut) => set({ shortcut })}
          error={errorOf("shortcut")}
        />
        <Select
          label={t("templates.category")}
          options={tree(t("templates.everyCategory"), draft.category)}
          value={draft.category ?? NONE}
          onChange={(id) => set({ category: orNull(id) })}
          error={errorOf("category")}
        />
      </div>
      <p className="text-muted text-xs">{t("templates.languageHint")}</p>
      <TemplateText
        locale="ja"
        text={draft.ja}
        onChange={(ja) => set({ ja })}
        error={errorOf("ja")}
      />
      <TemplateText
        locale="en"
        text={draft.en}
        onChange={(en) => set({ en })}
        error={errorOf("en")}
      />
      <Part title={t("templates.actions")} hint={t("templates.actionsHint")}>
        <div className="grid grid-cols-3 gap-3">
          <Select
            label={t("templates.setCategory")}
            options={tree(t("templates.unchanged"), draft.setCategory)}
            value={draft.setCategory ?? NONE}
            onChange={(id) => set({ setCategory: orNull(id) })}
            error={errorOf("actions")}
          />
          <Select<Priority | typeof NONE>
            label={c("priority.label")}
            options={[
              { id: NONE, label: t("templates.unchanged") },
              ...PRIORITIES.map((id) => ({ id, label: c(`priority.${id}`) })),
            ]}
            value={draft.setPriority ?? NONE}
            onChange={(id) => set({ setPriority: orNull(id) })}
          />
          <Select<AfterReply | typeof NONE>
            label={i("send.after")}
            options={[
              { id: NONE, label: t("templates.asUsual") },
              ...AFTER.map((id) => ({ id, label: i(`send.${id}`) })),
            ]}
            value={draft.after ?? NONE}
            onChange={(id) => set({ after: orNull(id) })}
          />
        </div>
      </Part>
      {template && (
        <Switch
          label={t("templates.archive")}
          hint={t("templates.archiveHint")}
          on={draft.archived}
          onChange={(archived) => set({ archived })}
        />
      )}
    </EditorSheet>
  );
}
