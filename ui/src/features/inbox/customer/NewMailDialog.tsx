import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { openCase } from "@/api/cases";
import { consentsQuery, purposeName } from "@/api/consents";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import { keys } from "@/api/query-keys";
import type { Customer } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { Select } from "@/ui/Select";
import { toast } from "@/ui/Toast";
import {
  forgetMailDraft,
  isEmptyMail,
  loadMailDraft,
  type MailDraft,
  saveMailDraft,
} from "./mail-draft";

/** The addresses a mail to the customer can go to. */
export function addressesOf(customer: Customer): string[] {
  return customer.identities.filter((each) => each.kind === "email").map((each) => each.value);
}

/** The purposes for which the customer no longer wants mails. */
function useWithdrawn(customer: Customer): string[] {
  const { language } = useSettings();
  const consents = useQuery(consentsQuery(customer.id)).data;
  if (!consents) return [];
  const gone = consents.standing.filter(
    (each) => each.channel === "mail" && each.decision === "withdrawn",
  );
  return consents.purposes
    .filter((purpose) => gone.some((each) => each.purpose === purpose.id))
    .map((purpose) => purposeName(purpose, language));
}

interface NewMailDialogProps {
  customer: Customer;
  onClose: () => void;
}

/** Begins a new case with a mail to the customer. */
export default function NewMailDialog({ customer, onClose }: NewMailDialogProps) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { directory } = useNames();
  const channels = directory.channels.filter((each) => each.kind === "email" && each.active);
  const addresses = addressesOf(customer);
  const me = useMe();
  const [draft, setDraft] = useState(() => loadMailDraft(me.id, customer.id));
  const withdrawn = useWithdrawn(customer);
  const [leaving, setLeaving] = useState(false);
  const { subject, text } = draft;
  const channel = (channels.find((each) => each.id === draft.channel) ?? channels[0])?.id ?? null;
  const to = addresses.find((each) => each === draft.to) ?? addresses[0] ?? null;
  const change = (fields: Partial<MailDraft>) => {
    const next = { ...draft, ...fields };
    setDraft(next);
    saveMailDraft(me.id, customer.id, next);
  };

  const send = useMutation({
    mutationFn: () =>
      openCase({
        customer: customer.id,
        channel: channel ?? "",
        to: to ?? "",
        subject: subject.trim(),
        text: text.trim(),
        files: [],
        client_id: draft.client_id,
      }),
    onSuccess: async (row) => {
      forgetMailDraft(me.id, customer.id);
      toast(t("mail.sent", { number: row.number }));
      void cache.invalidateQueries({ queryKey: keys.customer(customer.id) });
      onClose();
      await navigate({
        to: "/inbox/{-$view}/{-$caseId}",
        params: { view: "mine", caseId: row.id },
      });
    },
  });
  const ready = channel && to && subject.trim() !== "" && text.trim() !== "";

  const leave = () => (isEmptyMail(draft) ? onClose() : setLeaving(true));

  return (
    <Dialog
      open
      onClose={leave}
      title={t("mail.title")}
      hint={t("mail.hint")}
      footer={
        <>
          <Button onPress={leave}>{c("cancel")}</Button>
          <Button
            variant="primary"
            icon="send"
            isDisabled={!ready}
            isPending={send.isPending}
            onPress={() => send.mutate()}
          >
            {t("mail.send")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {withdrawn.length > 0 && (
          <p
            role="alert"
            className="flex items-start gap-2 rounded-lg bg-warn-weak p-2.5 text-warn text-xs"
          >
            <Icon name="warn" size={14} className="mt-px" />
            {t("consent.mailWithdrawn", { purposes: withdrawn.join("、") })}
          </p>
        )}
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={t("mail.from")}
            options={channels.map((each) => ({ id: each.id, label: each.name }))}
            value={channel}
            onChange={(next) => change({ channel: next })}
          />
          <Select
            label={t("mail.to")}
            options={addresses.map((each) => ({ id: each, label: each }))}
            value={to}
            onChange={(next) => change({ to: next })}
          />
        </div>
        <TextField
          label={t("mail.subject")}
          value={subject}
          onChange={(next) => change({ subject: next })}
          isRequired
          autoFocus
        />
        <TextField
          label={t("mail.text")}
          value={text}
          onChange={(next) => change({ text: next })}
          rows={10}
          isRequired
          error={send.error ? problemText(send.error, c("actionFailed")) : null}
        />
      </div>
      {leaving && (
        <LeaveDialog
          onStay={() => setLeaving(false)}
          onKeep={onClose}
          onDiscard={() => {
            forgetMailDraft(me.id, customer.id);
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

interface LeaveDialogProps {
  onStay: () => void;
  onKeep: () => void;
  onDiscard: () => void;
}

/** Asks what becomes of a mail that is not sent. */
function LeaveDialog({ onStay, onKeep, onDiscard }: LeaveDialogProps) {
  const { t } = useTranslation("customer");
  return (
    <Dialog
      open
      width="sm"
      onClose={onStay}
      title={t("mail.leaveTitle")}
      footer={
        <>
          <Button onPress={onDiscard}>{t("mail.discard")}</Button>
          <Button variant="primary" autoFocus onPress={onKeep}>
            {t("mail.keep")}
          </Button>
        </>
      }
    >
      <p className="text-sm">{t("mail.leaveText")}</p>
    </Dialog>
  );
}
