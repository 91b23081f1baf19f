import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeCustomer } from "@/api/customers";
import { ApiProblem } from "@/api/problem";
import { keys } from "@/api/query-keys";
import type { Customer, CustomerChange } from "@/api/types";
import { uuid } from "@/lib/uuid";
import { Button, IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

interface Form {
  name: string;
  kana: string;
  company: string;
  phone: string;
  rank: string;
  note: string;
  tags: string;
  addEmail: string;
  attributes: { id: string; name: string; value: string }[];
}

function formOf(customer: Customer): Form {
  const { name, kana, company, phone, note } = customer;
  return {
    name,
    kana,
    company,
    phone,
    note,
    rank: customer.rank ?? "",
    tags: customer.tags.join("、"),
    addEmail: "",
    attributes: Object.entries(customer.attributes).map(([key, value]) => ({
      id: key,
      name: key,
      value,
    })),
  };
}

/** Words between commas of either script. */
export function splitTags(text: string): string[] {
  const tags = text.split(/[、,,\n]/u).map((tag) => tag.trim());
  return [...new Set(tags.filter(Boolean))];
}

function changeOf(form: Form): CustomerChange {
  const { name, kana, company, phone, rank, note } = form;
  const pairs = form.attributes.filter((each) => each.name.trim() !== "");
  return {
    name: name.trim(),
    kana: kana.trim(),
    company: company.trim(),
    phone: phone.trim(),
    rank: rank.trim(),
    note: note.trim(),
    tags: splitTags(form.tags),
    attributes: Object.fromEntries(pairs.map((each) => [each.name.trim(), each.value])),
    add_email: form.addEmail.trim() || undefined,
  };
}

interface EditDialogProps {
  customer: Customer;
  onClose: () => void;
}

/** Changes a customer's profile. */
export default function EditDialog({ customer, onClose }: EditDialogProps) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const [form, setForm] = useState(() => formOf(customer));
  const save = useMutation({
    mutationFn: () => changeCustomer(customer, changeOf(form)),
    onSuccess: (changed) => {
      cache.setQueryData(keys.profile(customer.id), changed);
      toast(t("edit.saved"));
      onClose();
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.status === 412) {
        void cache.invalidateQueries({ queryKey: keys.profile(customer.id) });
      }
    },
  });
  const field = (
    key: Exclude<keyof Form, "attributes">,
    label: string,
    extra: { hint?: string; rows?: number; type?: string; wide?: boolean } = {},
  ) => (
    <TextField
      label={label}
      hint={extra.hint}
      rows={extra.rows}
      type={extra.type}
      value={form[key]}
      onChange={(value) => setForm({ ...form, [key]: value })}
      className={extra.wide ? "col-span-2" : undefined}
    />
  );

  return (
    <Dialog
      open
      onClose={onClose}
      title={t("edit.title")}
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            onPress={() => save.mutate()}
            isPending={save.isPending}
            isDisabled={form.name.trim() === ""}
          >
            {c("save")}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-2 gap-3">
        {field("name", t("field.name"))}
        {field("kana", t("field.kana"))}
        {field("company", t("field.company"))}
        {field("phone", t("field.phone"), { type: "tel" })}
        {field("rank", t("field.rank"))}
        {field("addEmail", t("field.addEmail"), { type: "email", hint: t("field.addEmailHint") })}
        {field("tags", t("tags"), { hint: t("field.tagsHint"), wide: true })}
        {field("note", t("note"), { rows: 3, wide: true })}
        <Attributes form={form} onChange={setForm} />
        {save.error && (
          <p role="alert" className="col-span-2 text-bad text-xs">
            {problemText(save.error, c("actionFailed"))}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function Attributes({ form, onChange }: { form: Form; onChange: (form: Form) => void }) {
  const { t } = useTranslation("customer");
  const set = (id: string, change: { name?: string; value?: string }) =>
    onChange({
      ...form,
      attributes: form.attributes.map((each) => (each.id === id ? { ...each, ...change } : each)),
    });
  return (
    <fieldset className="col-span-2 flex flex-col gap-2">
      <legend className="mb-1 font-medium text-xs">{t("attributes")}</legend>
      {form.attributes.map((each) => (
        <div key={each.id} className="flex items-end gap-2">
          <TextField
            label={t("field.attributeName")}
            value={each.name}
            onChange={(name) => set(each.id, { name })}
            className="w-40"
          />
          <TextField
            label={t("field.attributeValue")}
            value={each.value}
            onChange={(value) => set(each.id, { value })}
            className="grow"
          />
          <IconButton
            icon="close"
            label={t("edit.removeAttribute", { name: each.name })}
            onPress={() =>
              onChange({
                ...form,
                attributes: form.attributes.filter((other) => other.id !== each.id),
              })
            }
          />
        </div>
      ))}
      <Button
        size="sm"
        icon="plus"
        className="self-start"
        onPress={() =>
          onChange({
            ...form,
            attributes: [...form.attributes, { id: uuid(), name: "", value: "" }],
          })
        }
      >
        {t("edit.addAttribute")}
      </Button>
    </fieldset>
  );
}
