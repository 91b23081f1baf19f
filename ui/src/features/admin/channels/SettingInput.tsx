import { useTranslation } from "react-i18next";
import type { SettingField } from "@/api/admin-types";
import { useNames } from "@/api/directory";
import { useSettings } from "@/lib/settings";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { FormFields } from "./FormFields";
import type { SecretDraft } from "./form-model";

/** Choices that have a name; others are shown as they are. */
const OPTIONS = ["tls", "starttls", "plain", "ja", "en"] as const;
const isNamed = (option: string): option is (typeof OPTIONS)[number] =>
  OPTIONS.some((each) => each === option);

/** Stands for the empty setting: no channel is named. */
const AUTOMATIC = "automatic";

function useTexts(field: SettingField) {
  const { language } = useSettings();
  return language === "ja"
    ? { label: field.label_ja, help: field.help_ja || undefined }
    : { label: field.label_en, help: field.help_en || undefined };
}

interface SettingInputProps {
  field: SettingField;
  value: string;
  onChange: (value: string) => void;
  error: string | null;
}

/** One setting, by the kind of input that it asks for. */
export function SettingInput({ field, value, onChange, error }: SettingInputProps) {
  const { t } = useTranslation("admin");
  const { label, help } = useTexts(field);
  const { directory } = useNames();
  if (field.input === "bool") {
    return (
      <div className="col-span-2">
        <Switch
          label={label}
          hint={error ?? help}
          on={value === "true"}
          onChange={(on) => onChange(String(on))}
        />
      </div>
    );
  }
  if (field.input === "select") {
    return (
      <div className="flex flex-col gap-1">
        <Select
          label={label}
          options={field.options.map((id) => ({
            id,
            label: isNamed(id) ? t(`channels.options.${id}`) : id,
          }))}
          value={value || null}
          onChange={onChange}
          error={error}
        />
        {help && !error && <p className="text-muted text-xs">{help}</p>}
      </div>
    );
  }
  if (field.input === "form_fields") {
    return (
      <FormFields value={value} first={field.default ?? ""} onChange={onChange} error={error} />
    );
  }
  if (field.input === "mail_channel") {
    const mails = directory.channels.filter((each) => each.kind === "email");
    return (
      <div className="col-span-2 flex flex-col gap-1">
        <Select
          label={label}
          options={[
            { id: AUTOMATIC, label: t("channels.mailChannel.automatic") },
            ...mails.map((each) => ({ id: each.id, label: each.name })),
          ]}
          value={value || AUTOMATIC}
          onChange={(next) => onChange(next === AUTOMATIC ? "" : next)}
          error={error}
        />
        {help && !error && <p className="text-muted text-xs">{help}</p>}
      </div>
    );
  }
  const long = field.input === "multiline";
  return (
    <TextField
      label={label}
      hint={help}
      error={error}
      isRequired={field.required}
      rows={long ? 4 : undefined}
      type={field.input === "url" ? "url" : undefined}
      inputMode={field.input === "number" ? "numeric" : undefined}
      placeholder={field.default ?? undefined}
      value={value}
      onChange={onChange}
      className={long || field.input === "url" ? "col-span-2" : undefined}
      after={
        field.input === "colour" && (
          <input
            type="color"
            aria-label={t("channels.pickColour", { label })}
            value={/^#[0-9a-f]{6}$/i.test(value) ? value : (field.default ?? "#000000")}
            onChange={(event) => onChange(event.target.value)}
            className="absolute top-1 right-1 size-7 rounded border border-border bg-transparent p-0.5"
          />
        )
      }
    />
  );
}

interface SecretInputProps {
  field: SettingField;
  /** Whether the server holds a value. */
  set: boolean;
  value: SecretDraft;
  onChange: (value: SecretDraft) => void;
  error: string | null;
}

/** A secret: what is set is never shown, only replaced or removed. */
export function SecretInput({ field, set, value, onChange, error }: SecretInputProps) {
  const { t } = useTranslation("admin");
  const { label, help } = useTexts(field);
  if (value.mode === "set") {
    return (
      <div className="flex items-start gap-2">
        <TextField
          label={label}
          hint={help}
          error={error}
          isRequired={field.required}
          type="password"
          autoComplete="new-password"
          value={value.value}
          onChange={(next) => onChange({ mode: "set", value: next })}
          className="grow"
        />
        {set && (
          <span className="pt-6">
            <Button size="sm" onPress={() => onChange({ mode: "keep" })}>
              {t("channels.keepSecret")}
            </Button>
          </span>
        )}
      </div>
    );
  }
  const removed = value.mode === "remove";
  return (
    <div className="flex flex-col gap-1">
      <span className="font-medium text-xs">{label}</span>
      <span className="flex h-9 items-center gap-2 text-sm">
        <Icon name={removed ? "close" : "lock"} className="text-muted" />
        <span className="grow">{t(removed ? "channels.secretRemoved" : "channels.secretSet")}</span>
        {removed ? (
          <Button size="sm" onPress={() => onChange({ mode: "keep" })}>
            {t("channels.keepSecret")}
          </Button>
        ) : (
          <>
            <Button
              size="sm"
              aria-label={t("channels.changeSecretOf", { label })}
              onPress={() => onChange({ mode: "set", value: "" })}
            >
              {t("channels.changeSecret")}
            </Button>
            {!field.required && (
              <Button
                size="sm"
                variant="ghost"
                aria-label={t("channels.removeSecretOf", { label })}
                onPress={() => onChange({ mode: "remove" })}
              >
                {t("channels.removeSecret")}
              </Button>
            )}
          </>
        )}
      </span>
      {(error ?? help) && (
        <p className={error ? "text-bad text-xs" : "text-muted text-xs"}>{error ?? help}</p>
      )}
    </div>
  );
}
