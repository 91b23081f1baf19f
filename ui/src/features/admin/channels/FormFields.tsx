import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { categoryTree, useNames } from "@/api/directory";
import { cx } from "@/lib/cx";
import { announce } from "@/ui/Announcer";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Menu, MenuItem } from "@/ui/Menu";
import { FormFieldDetail } from "./FormFieldDetail";
import {
  addable,
  type FormField,
  type FormInput,
  moved,
  newField,
  parseFields,
  storedFields,
} from "./form-fields";

interface FormFieldsProps {
  value: string;
  /** What the fields are when everything is taken back. */
  first: string;
  onChange: (value: string) => void;
  error: string | null;
}

/** The fields of an inquiry form: added, moved, removed, each with its texts. */
export function FormFields({ value, first, onChange, error }: FormFieldsProps) {
  const { t } = useTranslation("admin");
  const { directory } = useNames();
  const id = useId();
  const list = useRef<HTMLOListElement>(null);
  const [open, setOpen] = useState<string | null>(null);
  // After a field moved or went, the keyboard goes on where the eye is.
  const [focus, setFocus] = useState<string | null>(null);
  useEffect(() => {
    if (!focus) return;
    list.current?.querySelector<HTMLElement>(`[data-focus="${focus}"]`)?.focus();
    setFocus(null);
  }, [focus]);
  const fields = parseFields(value);
  if (!fields) {
    return (
      <div className="col-span-2 flex items-center gap-3 rounded-lg bg-bad-weak p-3 text-bad text-sm">
        <p className="grow">{t("channels.form.unreadable")}</p>
        <Button size="sm" onPress={() => onChange(first)}>
          {t("channels.form.reset")}
        </Button>
      </div>
    );
  }
  const nameOf = (field: FormField) => field.label.ja || t("channels.form.unnamed");
  const set = (next: readonly FormField[]) => onChange(storedFields(next));
  const leaves = categoryTree(directory.categories).filter(
    (each) => !directory.categories.some((child) => child.parent === each.id && !child.archived),
  );
  const add = (input: FormInput) => {
    const field = newField(
      input,
      fields,
      leaves.map((each) => each.id),
    );
    set([...fields, field]);
    setOpen(field.key);
    setFocus(`edit-${field.key}`);
    announce(t("channels.form.added", { label: nameOf(field) }));
  };
  const move = (field: FormField, at: number, by: -1 | 1) => {
    const next = moved(fields, at, by);
    set(next);
    const last = at + by === 0 || at + by === fields.length - 1;
    const button = last ? (by < 0 ? "down" : "up") : by < 0 ? "up" : "down";
    setFocus(`${button}-${field.key}`);
    announce(t("channels.form.moved", { label: nameOf(field), place: at + by + 1 }));
  };
  const remove = (field: FormField, at: number) => {
    set(fields.filter((each) => each.key !== field.key));
    const near = fields[at + 1] ?? fields[at - 1];
    if (near) setFocus(`edit-${near.key}`);
    announce(t("channels.form.removed", { label: nameOf(field) }));
  };
  return (
    <div className="col-span-2 flex flex-col gap-2">
      <div className="flex items-center gap-3">
        <span id={id} className="tnum grow text-muted text-xs">
          {t("channels.form.count", { count: fields.length })}
        </span>
        <Menu
          label={t("channels.form.add")}
          placement="bottom end"
          onAction={(key) => add(key as FormInput)}
          trigger={
            <Button size="sm" icon="plus">
              {t("channels.form.add")}
            </Button>
          }
        >
          {addable(fields).map((input) => (
            <MenuItem key={input} id={input}>
              {t(`channels.form.inputs.${input}`)}
            </MenuItem>
          ))}
        </Menu>
      </div>
      {error && (
        <p role="alert" className="text-bad text-xs">
          {error}
        </p>
      )}
      <ol ref={list} aria-labelledby={id} className="flex flex-col gap-1.5">
        {fields.map((field, at) => {
          const label = nameOf(field);
          const shown = open === field.key;
          return (
            <li
              key={field.key}
              className={cx("rounded-lg border border-border", shown && "bg-subtle")}
            >
              <div className="flex items-center gap-1 py-1 pr-1 pl-2">
                <button
                  type="button"
                  data-focus={`edit-${field.key}`}
                  aria-expanded={shown}
                  onClick={() => setOpen(shown ? null : field.key)}
                  className="flex min-h-8 min-w-0 grow items-center gap-2 rounded-md px-1 text-left text-sm"
                >
                  <Icon
                    name="down"
                    size={14}
                    className={cx("text-muted", !shown && "-rotate-90")}
                  />
                  <span className="tnum w-5 shrink-0 text-muted text-xs">{at + 1}</span>
                  <span className="min-w-0 truncate">{label}</span>
                  {field.required && <Badge tone="bad">{t("channels.form.must")}</Badge>}
                  <span className="ml-auto shrink-0 text-muted text-xs">
                    {t(`channels.form.inputs.${field.input}`)}
                  </span>
                </button>
                <IconButton
                  icon="up"
                  size="sm"
                  data-focus={`up-${field.key}`}
                  label={t("channels.form.up", { label })}
                  isDisabled={at === 0}
                  onPress={() => move(field, at, -1)}
                />
                <IconButton
                  icon="arrow-down"
                  size="sm"
                  data-focus={`down-${field.key}`}
                  label={t("channels.form.down", { label })}
                  isDisabled={at === fields.length - 1}
                  onPress={() => move(field, at, 1)}
                />
                <IconButton
                  icon="close"
                  size="sm"
                  label={t("channels.form.remove", { label })}
                  isDisabled={fields.length === 1}
                  onPress={() => remove(field, at)}
                />
              </div>
              {shown && (
                <FormFieldDetail
                  field={field}
                  categories={leaves}
                  onChange={(next) => set(fields.with(at, next))}
                />
              )}
            </li>
          );
        })}
      </ol>
      {!fields.some((field) => field.input === "email") && (
        <p className="flex items-start gap-2 rounded-lg bg-warn-weak p-2.5 text-warn text-xs">
          <Icon name="warn" size={14} className="mt-px" />
          {t("channels.form.noEmail")}
        </p>
      )}
    </div>
  );
}
