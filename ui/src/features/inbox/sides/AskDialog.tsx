import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { ApiProblem } from "@/api/problem";
import { keys } from "@/api/query-keys";
import { openSide } from "@/api/sides";
import type { CaseRow, Enclosed } from "@/api/types";
import { uuid } from "@/lib/uuid";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { Select } from "@/ui/Select";
import { toast } from "@/ui/Toast";
import { HOLD_CHOICES, type HoldChoice, holdTime } from "../hold-times";
import { Enclosures, NOTHING } from "./Enclosures";
import { Recipients } from "./Recipients";

type Later = HoldChoice | "never";

interface AskDialogProps {
  row: CaseRow;
  onClose: () => void;
}

/** Asks somebody outside about a case, by mail. */
export default function AskDialog({ row, onClose }: AskDialogProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const form = useId();
  const { directory } = useNames();
  const boxes = directory.channels.filter((each) => each.kind === "email" && each.active);
  // The choices are those of the moment in which the dialog was opened.
  const [now] = useState(Date.now);
  const [clientId] = useState(uuid);
  const own = boxes.find((each) => each.id === row.channel) ?? boxes[0];
  const [channel, setChannel] = useState<string | null>(own?.id ?? null);
  const [to, setTo] = useState<string[]>([]);
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");
  const [enclosed, setEnclosed] = useState<Enclosed>(NOTHING);
  const [remind, setRemind] = useState<Later>("never");
  const [hold, setHold] = useState<Later>("never");
  const [leaving, setLeaving] = useState(false);
  const ready = channel && to.length > 0 && subject.trim() !== "" && text.trim() !== "";

  const send = useMutation({
    mutationFn: () =>
      openSide(row.id, {
        channel: channel ?? "",
        to,
        subject: subject.trim(),
        text: text.trim(),
        enclosed,
        remind_at: instant(remind, now),
        hold_until: instant(hold, now),
        client_id: clientId,
      }),
    onSuccess: () => {
      toast(t("side.sent"));
      void cache.invalidateQueries({ queryKey: keys.case(row.id) });
      if (hold !== "never") void cache.invalidateQueries({ queryKey: keys.counts });
      onClose();
    },
  });
  const wrongTo = send.error instanceof ApiProblem && send.error.field === "to";
  const problem = send.error ? problemText(send.error, c("actionFailed")) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) send.mutate();
  };
  const written = text.trim() !== "" || subject.trim() !== "";
  const leave = () => (written ? setLeaving(true) : onClose());
  const choices = HOLD_CHOICES.filter((each) => holdTime(each, now) !== null);
  const later = (never: string) => [
    { id: "never" as Later, label: never },
    ...choices.map((id) => ({ id: id as Later, label: t(`hold.${id}`) })),
  ];
  const mayHold = row.status !== "resolved" && row.status !== "on_hold";
  return (
    <Dialog
      open
      onClose={leave}
      width="lg"
      title={t("side.title", { number: row.number })}
      hint={t("side.hint")}
      footer={
        <>
          <Button onPress={leave}>{c("cancel")}</Button>
          <Button
            variant="primary"
            icon="send"
            type="submit"
            form={form}
            isDisabled={!ready}
            isPending={send.isPending}
          >
            {t("side.send")}
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-3" onSubmit={submit}>
        {boxes.length === 0 && <p className="text-sm text-warn">{t("side.noMailbox")}</p>}
        <Recipients value={to} onChange={setTo} error={wrongTo ? problem : null} />
        <TextField label={t("side.subject")} value={subject} onChange={setSubject} isRequired />
        <TextField
          label={t("side.text")}
          value={text}
          onChange={setText}
          rows={6}
          isRequired
          error={wrongTo ? null : problem}
        />
        <Enclosures caseId={row.id} value={enclosed} onChange={setEnclosed} />
        <div className="grid grid-cols-3 items-start gap-3">
          <Select
            label={t("side.from")}
            options={boxes.map((each) => ({ id: each.id, label: each.name }))}
            value={channel}
            onChange={setChannel}
          />
          <Select
            label={t("side.remind")}
            options={later(t("side.remindNever"))}
            value={remind}
            onChange={setRemind}
          />
          {mayHold && (
            <Select
              label={t("side.hold")}
              options={later(t("side.holdNever"))}
              value={hold}
              onChange={setHold}
            />
          )}
        </div>
      </form>
      {leaving && (
        <Dialog
          open
          width="sm"
          onClose={() => setLeaving(false)}
          title={t("side.leaveTitle")}
          footer={
            <>
              <Button onPress={onClose}>{t("side.discard")}</Button>
              <Button variant="primary" autoFocus onPress={() => setLeaving(false)}>
                {t("side.stay")}
              </Button>
            </>
          }
        >
          <p className="text-sm">{t("side.leaveText")}</p>
        </Dialog>
      )}
    </Dialog>
  );
}

function instant(choice: Later, now: number): string | undefined {
  const at = choice === "never" ? null : holdTime(choice, now);
  return at === null ? undefined : new Date(at).toISOString();
}
