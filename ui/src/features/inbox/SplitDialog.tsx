import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { splitCase } from "@/api/case-work";
import { threadQuery } from "@/api/cases";
import { useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";
import type { CaseRow, Message } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { formatDateTime } from "@/lib/time";
import { Button } from "@/ui/Button";
import { CheckList } from "@/ui/CheckList";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { Select } from "@/ui/Select";
import { toast } from "@/ui/Toast";

/** Characters of a message in the list. */
const BEGINNING = 60;

interface SplitDialogProps {
  row: CaseRow;
  onClose: () => void;
}

/** Makes some messages a case of their own. */
export default function SplitDialog({ row, onClose }: SplitDialogProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { directory } = useNames();
  const form = useId();
  const messages = useSpoken(row.id);
  const [subject, setSubject] = useState(row.subject);
  const [queue, setQueue] = useState<string>(row.queue);
  const [chosen, setChosen] = useState<string[]>([]);
  const ready = chosen.length > 0 && chosen.length < messages.length && subject.trim() !== "";
  const split = useMutation({
    mutationFn: () => splitCase(row.id, { messages: chosen, subject: subject.trim(), queue }),
    onSuccess: (made) => {
      void cache.invalidateQueries({ queryKey: keys.case(row.id) });
      void cache.invalidateQueries({ queryKey: keys.lists });
      void cache.invalidateQueries({ queryKey: keys.counts });
      toast(t("split.done", { number: made.number }));
      onClose();
      void navigate({ to: "/inbox/{-$view}/{-$caseId}", params: { view: "all", caseId: made.id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) split.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("split.title", { number: row.number })}
      hint={t("split.hint")}
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            icon="transfer"
            type="submit"
            form={form}
            isDisabled={!ready}
            isPending={split.isPending}
          >
            {t("split.do")}
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-3" onSubmit={submit}>
        <TextField
          autoFocus
          isRequired
          label={t("split.subject")}
          value={subject}
          onChange={setSubject}
          error={split.error ? problemText(split.error, c("actionFailed")) : null}
        />
        <Select
          label={t("split.queue")}
          options={directory.queues
            .filter((each) => !each.archived || each.id === row.queue)
            .map(({ id, name }) => ({ id, label: name }))}
          value={queue}
          onChange={setQueue}
        />
        <CheckList
          columns={1}
          label={t("split.messages")}
          options={messages}
          value={chosen}
          onChange={setChosen}
        />
      </form>
    </Dialog>
  );
}

/** What customer and centre said, of the pages that are at hand, oldest first. */
function useSpoken(caseId: string): { id: string; label: string; note: string }[] {
  const { t } = useTranslation("inbox");
  const { users } = useNames();
  const { language } = useSettings();
  const thread = useInfiniteQuery(threadQuery(caseId));
  const all = [...(thread.data?.pages ?? [])].reverse().flatMap((page) => page.messages);
  const who = (each: Message) =>
    each.author ? (users.get(each.author)?.name ?? "") : t("split.customer");
  return all
    .filter((each) => each.kind === "inbound" || each.kind === "outbound")
    .map((each) => ({
      id: each.id,
      label: each.text.replace(/\s+/gu, " ").slice(0, BEGINNING) || t("split.file"),
      note: `${who(each)} ${formatDateTime(each.at, language)}`,
    }));
}
