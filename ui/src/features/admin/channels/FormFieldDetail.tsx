import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CategoryNode } from "@/api/directory";
import { CheckList } from "@/ui/CheckList";
import { TextField } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { choicesText, type FormField, parseChoices } from "./form-fields";

interface FormFieldDetailProps {
  field: FormField;
  categories: readonly CategoryNode[];
  onChange: (field: FormField) => void;
}

/** The texts and rules of one field. */
export function FormFieldDetail({ field, categories, onChange }: FormFieldDetailProps) {
  const { t } = useTranslation("admin");
  // Kept as typed: a line that is not finished is no choice yet.
  const [choices, setChoices] = useState(choicesText(field.choices));
  const { label, help } = field;
  return (
    <div className="grid grid-cols-2 gap-3 border-border border-t px-3 py-3">
      <TextField
        label={t("channels.form.labelJa")}
        isRequired
        autoComplete="off"
        value={label.ja}
        onChange={(ja) => onChange({ ...field, label: { ...label, ja } })}
      />
      <TextField
        label={t("channels.form.labelEn")}
        autoComplete="off"
        value={label.en}
        onChange={(en) => onChange({ ...field, label: { ...label, en } })}
      />
      <TextField
        label={t("channels.form.helpJa")}
        autoComplete="off"
        value={help.ja}
        onChange={(ja) => onChange({ ...field, help: { ...help, ja } })}
      />
      <TextField
        label={t("channels.form.helpEn")}
        autoComplete="off"
        value={help.en}
        onChange={(en) => onChange({ ...field, help: { ...help, en } })}
      />
      {field.input === "choice" && (
        <TextField
          label={t("channels.form.choices")}
          hint={t("channels.form.choicesHint")}
          rows={5}
          value={choices}
          onChange={(typed) => {
            setChoices(typed);
            onChange({ ...field, choices: parseChoices(typed) });
          }}
          className="col-span-2"
        />
      )}
      {field.input === "category" && (
        <div className="col-span-2">
          <CheckList
            label={t("channels.form.categories")}
            options={categories.map((each) => ({ id: each.id, label: each.name }))}
            value={field.categories}
            onChange={(chosen) => onChange({ ...field, categories: chosen })}
          />
        </div>
      )}
      {field.input === "files" && (
        <TextField
          label={t("channels.form.files")}
          inputMode="numeric"
          autoComplete="off"
          placeholder="10"
          value={field.files === null ? "" : String(field.files)}
          onChange={(typed) => {
            const number = Number.parseInt(typed, 10);
            onChange({ ...field, files: Number.isNaN(number) ? null : number });
          }}
        />
      )}
      <div className="col-span-2">
        <Switch
          label={t("channels.form.required")}
          on={field.required}
          onChange={(required) => onChange({ ...field, required })}
        />
      </div>
    </div>
  );
}
