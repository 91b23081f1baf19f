import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { holdCase } from "@/api/cases";
import { keys } from "@/api/query-keys";
import type { CaseRow } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { formatDateTime } from "@/lib/time";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { type Option, Select } from "@/ui/Select";
import { toast } from "@/ui/Toast";
import { fieldTime, HOLD_CHOICES, type HoldChoice, holdTime, typedTime } from "./hold-times";

const YEAR_MS = 365 * 24 * 3_600_000;

interface HoldDialogProps {
  row: CaseRow;
  onClose: () => void;
}

/** Puts a case off until an instant. */
export default function HoldDialog({ row, onClose }: HoldDialogProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const cache = useQueryClient();
  const form = useId();
  // The choices are those of the moment in which the dialog was opened.
  const [now] = useState(Date.now);
  const [choice, setChoice] = useState<HoldChoice | "own">("tomorrow");
  const [typed, setTyped] = useState(() => fieldTime(holdTime("tomorrow", now) ?? now));
  const [note, setNote] = useState("");
  const until = choice === "own" ? typedTime(typed) : holdTime(choice, now);
  const right = until !== null && until > now && until - now < YEAR_MS;

  const hold = useMutation({
    mutationFn: (at: number) =>
      holdCase(row.id, new Date(at).toISOString(), note.trim() || undefined),
    onSuccess: (_, at) => {
      toast(t("action.held", { number: row.number, until: formatDateTime(at, language) }));
      void cache.invalidateQueries({ queryKey: keys.case(row.id) });
      void cache.invalidateQueries({ queryKey: keys.counts });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (right && until !== null) hold.mutate(until);
  };
  const possible = HOLD_CHOICES.filter((each) => holdTime(each, now) !== null);
  const options: Option<HoldChoice | "own">[] = [
    ...possible.map((id) => ({ id, label: t(`hold.${id}`) })),
    { id: "own", label: t("hold.own") },
  ];
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("hold.title", { number: row.number })}
      hint={t("hold.hint")}
      width="sm"
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            icon="pause"
            type="submit"
            form={form}
            isDisabled={!right}
            isPending={hold.isPending}
          >
            {t("action.hold")}
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-3" onSubmit={submit}>
        <Select
          label={t("hold.until")}
          options={options}
          value={choice}
          onChange={setChoice}
          autoFocus
        />
        {choice === "own" && (
          <TextField
            type="datetime-local"
            label={t("hold.at")}
            value={typed}
            onChange={setTyped}
            error={right ? null : t("hold.wrong")}
          />
        )}
        <TextField
          label={t("hold.note")}
          hint={t("hold.noteHint")}
          value={note}
          onChange={setNote}
          rows={2}
          error={hold.error ? problemText(hold.error, c("actionFailed")) : null}
        />
      </form>
    </Dialog>
  );
}
