import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { openCase } from "@/api/cases";
import { useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";
import type { Customer } from "@/api/types";
import { uuid } from "@/lib/uuid";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { Select } from "@/ui/Select";
import { toast } from "@/ui/Toast";

/** The addresses a mail to the customer can go to. */
export function addressesOf(customer: Customer): string[] {
  return customer.identities.filter((each) => each.kind === "email").map((each) => each.value);
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
  // One id for the dialog: pressing the button again after a lost answer sends nothing twice.
  const [clientId] = useState(uuid);
  const [channel, setChannel] = useState(channels[0]?.id ?? null);
  const [to, setTo] = useState(addresses[0] ?? null);
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");

  const send = useMutation({
    mutationFn: () =>
      openCase({
        customer: customer.id,
        channel: channel ?? "",
        to: to ?? "",
        subject: subject.trim(),
        text: text.trim(),
        files: [],
        client_id: clientId,
      }),
    onSuccess: async (row) => {
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

  return (
    <Dialog
      open
      onClose={onClose}
      title={t("mail.title")}
      hint={t("mail.hint")}
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
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
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={t("mail.from")}
            options={channels.map((each) => ({ id: each.id, label: each.name }))}
            value={channel}
            onChange={setChannel}
          />
          <Select
            label={t("mail.to")}
            options={addresses.map((each) => ({ id: each, label: each }))}
            value={to}
            onChange={setTo}
          />
        </div>
        <TextField
          label={t("mail.subject")}
          value={subject}
          onChange={setSubject}
          isRequired
          autoFocus
        />
        <TextField
          label={t("mail.text")}
          value={text}
          onChange={setText}
          rows={10}
          isRequired
          error={send.error ? problemText(send.error, c("actionFailed")) : null}
        />
      </div>
    </Dialog>
  );
}
