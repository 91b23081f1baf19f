import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { candidatesQuery, identifyCase } from "@/api/cases";
import { createCustomer, customerSearchQuery } from "@/api/customers";
import { keys } from "@/api/query-keys";
import type { CaseRow } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import { type CustomerLine, CustomerLines } from "./CustomerLines";

interface IdentifyDialogProps {
  row: CaseRow;
  onClose: () => void;
}

/** Says who an anonymous customer is: a known person, or a new one. */
export default function IdentifyDialog({ row, onClose }: IdentifyDialogProps) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [creating, setCreating] = useState(false);

  const identify = useMutation({
    mutationFn: (customer: string) => identifyCase(row.id, customer),
    onSuccess: (changed) => {
      void cache.invalidateQueries({ queryKey: keys.case(row.id) });
      void cache.invalidateQueries({ queryKey: keys.customer(changed.customer.id) });
      toast(t("identify.done", { name: changed.customer.name }));
      onClose();
    },
    onError: (error) => toast(problemText(error, c("actionFailed")), "bad"),
  });

  return (
    <Dialog
      open
      onClose={onClose}
      title={t("identify.title")}
      hint={t("identify.hint")}
      footer={
        <>
          <Button variant="ghost" icon="plus" onPress={() => setCreating(true)} className="mr-auto">
            {t("identify.create")}
          </Button>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            icon="link"
            isDisabled={chosen === null}
            isPending={identify.isPending}
            onPress={() => chosen && identify.mutate(chosen)}
          >
            {t("identify.link")}
          </Button>
        </>
      }
    >
      {creating ? (
        <CreateForm
          name={text}
          onCancel={() => setCreating(false)}
          onCreated={(id) => identify.mutate(id)}
        />
      ) : (
        <div className="flex flex-col gap-3">
          <TextField
            label={t("identify.search")}
            placeholder={t("identify.searchHint")}
            value={text}
            onChange={(next) => {
              setText(next);
              setChosen(null);
            }}
            autoFocus
          />
          <Found row={row} text={text} chosen={chosen} onChoose={setChosen} />
        </div>
      )}
    </Dialog>
  );
}

interface FoundProps {
  row: CaseRow;
  text: string;
  chosen: string | null;
  onChoose: (id: string | null) => void;
}

/** Candidates with their reason while nothing is typed, then what the words find. */
function Found({ row, text, chosen, onChoose }: FoundProps) {
  const { t } = useTranslation("customer");
  const q = useDeferredValue(text.trim());
  const candidates = useQuery(candidatesQuery(row.id));
  const search = useQuery(customerSearchQuery(q));
  const reasons: Record<string, string> = {
    claimed_email: t("identify.claimedEmail"),
    same_name: t("identify.sameName"),
  };
  const lines: CustomerLine[] =
    q === ""
      ? (candidates.data ?? []).map(({ customer, reason }) => ({
          customer,
          reason: reasons[reason] ?? reason,
        }))
      : (search.data?.items ?? []).map((customer) => ({ customer, reason: null }));
  return (
    <CustomerLines
      lines={lines}
      label={q === "" ? t("identify.candidates") : t("identify.results")}
      empty={q === "" ? t("identify.noCandidates") : t("identify.noResults")}
      chosen={chosen}
      onChoose={onChoose}
    />
  );
}

interface CreateFormProps {
  name: string;
  onCancel: () => void;
  onCreated: (id: string) => void;
}

function CreateForm({ name, onCancel, onCreated }: CreateFormProps) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const [form, setForm] = useState({ name, kana: "", company: "", phone: "", email: "" });
  const create = useMutation({
    mutationFn: () =>
      createCustomer({ ...form, name: form.name.trim(), email: form.email.trim() || undefined }),
    onSuccess: (customer) => onCreated(customer.id),
  });
  const field = (key: keyof typeof form, label: string, type = "text") => (
    <TextField
      label={label}
      type={type}
      value={form[key]}
      onChange={(value) => setForm({ ...form, [key]: value })}
      isRequired={key === "name"}
      autoFocus={key === "name"}
    />
  );
  return (
    <form
      className="grid grid-cols-2 gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (form.name.trim() !== "") create.mutate();
      }}
    >
      {field("name", t("field.name"))}
      {field("kana", t("field.kana"))}
      {field("email", t("field.email"), "email")}
      {field("phone", t("field.phone"), "tel")}
      {field("company", t("field.company"))}
      {create.error && (
        <p role="alert" className="col-span-2 text-bad text-xs">
          {problemText(create.error, c("actionFailed"))}
        </p>
      )}
      <div className="col-span-2 flex justify-end gap-2">
        <Button onPress={onCancel}>{t("identify.back")}</Button>
        <Button type="submit" variant="primary" isPending={create.isPending}>
          {t("identify.createAndLink")}
        </Button>
      </div>
    </form>
  );
}
