import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { giveBackCase } from "@/api/cases";
import { useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";
import type { CaseRow } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

interface GiveBackDialogProps {
  row: CaseRow;
  onClose: () => void;
}

/** Gives a case back to where it was handed on from, with what was found out. */
export default function GiveBackDialog({ row, onClose }: GiveBackDialogProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const names = useNames();
  const form = useId();
  const [note, setNote] = useState("");
  const back = useMutation({
    mutationFn: () => giveBackCase(row.id, note.trim() || undefined),
    onSuccess: () => {
      toast(t("transfer.backDone", { number: row.number }));
      void cache.invalidateQueries({ queryKey: keys.case(row.id) });
      void cache.invalidateQueries({ queryKey: keys.counts });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    back.mutate();
  };
  const queue = row.returns ? names.queues.get(row.returns.queue)?.name : undefined;
  const user = row.returns?.user ? names.users.get(row.returns.user)?.name : undefined;
  const name = [queue, user].filter(Boolean).join(" / ");
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("transfer.backTitle", { number: row.number })}
      hint={t("transfer.backHint", { name })}
      width="sm"
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            icon="reply"
            type="submit"
            form={form}
            isPending={back.isPending}
          >
            {t("action.giveBack")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <TextField
          autoFocus
          label={t("transfer.note")}
          hint={t("transfer.backNoteHint")}
          value={note}
          onChange={setNote}
          rows={4}
          error={back.error ? problemText(back.error, c("actionFailed")) : null}
        />
      </form>
    </Dialog>
  );
}
