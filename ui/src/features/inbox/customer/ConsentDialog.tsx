import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CONSENT_CHANNELS, purposeName, purposeWording, recordConsent } from "@/api/consents";
import { keys } from "@/api/query-keys";
import type {
  ConsentChannel,
  ConsentDecision,
  ConsentPurpose,
  ConsentStanding,
  Customer,
} from "@/api/types";
import { customerName } from "@/lib/names";
import { useSettings } from "@/lib/settings";
import { Button } from "@/ui/Button";
import { CheckList } from "@/ui/CheckList";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { Select } from "@/ui/Select";
import { toast } from "@/ui/Toast";

const SOURCES = ["phone", "case", "paper"] as const;

interface ConsentDialogProps {
  customer: Customer;
  purposes: readonly ConsentPurpose[];
  standing: readonly ConsentStanding[];
  onClose: () => void;
}

/** Writes down that the customer consented, or took it back, and how that was said. */
export default function ConsentDialog(props: ConsentDialogProps) {
  const { customer, standing, onClose } = props;
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const { language } = useSettings();
  const purposes = props.purposes.filter((each) => each.basis === "consent" && !each.archived);
  const [purpose, setPurpose] = useState(purposes[0]?.id ?? null);
  const [decision, setDecision] = useState<ConsentDecision>("granted");
  const [channels, setChannels] = useState<ConsentChannel[]>([]);
  const [source, setSource] = useState<(typeof SOURCES)[number]>("phone");
  const [note, setNote] = useState("");
  const chosen = purposes.find((each) => each.id === purpose);
  const record = useMutation({
    mutationFn: () =>
      recordConsent(customer.id, {
        purpose: purpose ?? "",
        channels,
        decision,
        source,
        note: note.trim(),
        language,
      }),
    onSuccess: (consents) => {
      cache.setQueryData(keys.consents(customer.id), consents);
      toast(t("consent.recorded"));
      onClose();
    },
  });
  const now = (channel: ConsentChannel) => {
    const said = standing.find((each) => each.purpose === purpose && each.channel === channel);
    return said ? t(`consent.${said.decision}`) : undefined;
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("consent.recordTitle", { name: customerName(customer, c) })}
      hint={t("consent.recordHint")}
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            isDisabled={!purpose || channels.length === 0 || note.trim() === ""}
            isPending={record.isPending}
            onPress={() => record.mutate()}
          >
            {t(`consent.do.${decision}`)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={t("consent.purpose")}
            options={purposes.map((each) => ({ id: each.id, label: purposeName(each, language) }))}
            value={purpose}
            onChange={setPurpose}
          />
          <Select<ConsentDecision>
            label={t("consent.decision")}
            options={(["granted", "withdrawn"] as const).map((id) => ({
              id,
              label: t(`consent.${id}`),
            }))}
            value={decision}
            onChange={setDecision}
          />
        </div>
        <CheckList<ConsentChannel>
          label={t("consent.channels")}
          options={CONSENT_CHANNELS.map((id) => ({
            id,
            label: t(`consent.channel.${id}`),
            note: now(id),
          }))}
          value={channels}
          onChange={setChannels}
        />
        {chosen && (
          <section aria-label={t("consent.wording")}>
            <h3 className="mb-1 font-medium text-xs">{t("consent.wording")}</h3>
            <blockquote className="whitespace-pre-wrap rounded-md bg-subtle px-3 py-2 text-sm">
              {purposeWording(chosen, language)}
            </blockquote>
            <p className="mt-1 text-2xs text-muted">
              {t("consent.version", { version: chosen.wording_version })} ·{" "}
              {t("consent.wordingHint")}
            </p>
          </section>
        )}
        <Select
          label={t("consent.how")}
          options={SOURCES.map((id) => ({ id, label: t(`consent.source.${id}`) }))}
          value={source}
          onChange={setSource}
        />
        <TextField
          label={t("consent.note")}
          hint={t("consent.noteHint")}
          value={note}
          onChange={setNote}
          rows={2}
          isRequired
          error={record.error ? problemText(record.error, c("actionFailed")) : null}
        />
      </div>
    </Dialog>
  );
}
