import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CONSENT_CHANNELS, purposeName, purposesQuery, purposeWording } from "@/api/consents";
import type { CategoryNode } from "@/api/directory";
import { useSettings } from "@/lib/settings";
import { CheckList } from "@/ui/CheckList";
import { TextField } from "@/ui/Field";
import { Select } from "@/ui/Select";
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
      {field.input === "consent" && <ConsentParts field={field} onChange={onChange} />}
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

/** What a box consents to: the purpose, the ways, and the words beside it. */
function ConsentParts({ field, onChange }: Omit<FormFieldDetailProps, "categories">) {
  const { t } = useTranslation("admin");
  const { t: u } = useTranslation("customer");
  const { language } = useSettings();
  const all = useQuery(purposesQuery).data ?? [];
  const purposes = all.filter((each) => each.basis === "consent" && !each.archived);
  const chosen = all.find((each) => each.id === field.purpose);
  const { wording } = field;
  return (
    <>
      <Select
        label={t("channels.form.purpose")}
        options={purposes.map((each) => ({ id: each.id, label: purposeName(each, language) }))}
        value={field.purpose}
        placeholder={t("channels.form.choosePurpose")}
        onChange={(purpose) => onChange({ ...field, purpose })}
        className="col-span-2"
      />
      <div className="col-span-2">
        <CheckList<string>
          label={t("channels.form.ways")}
          options={CONSENT_CHANNELS.map((id) => ({ id, label: u(`consent.channel.${id}`) }))}
          value={field.channels}
          onChange={(channels) => onChange({ ...field, channels })}
        />
      </div>
      <TextField
        label={t("channels.form.wordingJa")}
        hint={t("channels.form.wordingHint")}
        placeholder={chosen && purposeWording(chosen, "ja")}
        rows={3}
        value={wording.ja}
        onChange={(ja) => onChange({ ...field, wording: { ...wording, ja } })}
      />
      <TextField
        label={t("channels.form.wordingEn")}
        placeholder={chosen && purposeWording(chosen, "en")}
        rows={3}
        value={wording.en}
        onChange={(en) => onChange({ ...field, wording: { ...wording, en } })}
      />
    </>
  );
}
