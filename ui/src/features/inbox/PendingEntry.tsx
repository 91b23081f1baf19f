import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { Icon } from "@/ui/Icon";
import { Attachments } from "./Attachments";
import { changeDraft } from "./drafts";
import { discard, type Pending, retry, sendAnyway } from "./outbox";
import { RichText } from "./RichText";

const action = "h-6 rounded px-1.5 font-medium underline hover:bg-subtle";

/** Gives a message up as such: its words and files are a draft again, before what was begun since. */
function takeBack(pending: Pending): void {
  const { text, files } = pending;
  const joined = (since: string) => [text, since].filter(Boolean).join("\n\n");
  changeDraft(pending.author, pending.case, (draft) =>
    pending.kind === "note"
      ? { mode: "note", note: joined(draft.note), noteFiles: [...files, ...draft.noteFiles] }
      : {
          mode: "reply",
          reply: joined(draft.reply),
          replyFiles: [...files, ...draft.replyFiles],
          after: pending.after ?? draft.after,
        },
  );
  discard(pending.client_id);
}

/** A message on its way, or one that did not get through. */
export function PendingEntry({ pending }: { pending: Pending }) {
  const { t } = useTranslation("inbox");
  const note = pending.kind === "note";
  const failed = pending.state === "failed";
  return (
    <article
      className={cx("mt-2.5 flex flex-col", note ? "w-full" : "max-w-[86%] items-end self-end")}
      aria-busy={!failed}
    >
      <div
        className={cx(
          "rounded-xl border px-3 py-1.5",
          note ? "w-full bg-note" : "bg-accent-weak",
          failed ? "border-bad" : "border-transparent opacity-70",
        )}
      >
        <RichText text={pending.text} mentions={pending.mentions} />
        <Attachments files={pending.files} />
      </div>
      {failed ? (
        <p role="alert" className="mt-0.5 flex flex-wrap items-center gap-1 text-2xs text-bad">
          <Icon name="warn" size={13} />
          {pending.error ?? t("pending.unknown")}
          {pending.crossed ? (
            <button type="button" className={action} onClick={() => sendAnyway(pending.client_id)}>
              {t("pending.sendAnyway")}
            </button>
          ) : (
            <button type="button" className={action} onClick={() => retry(pending.client_id)}>
              {t("pending.retry")}
            </button>
          )}
          <button type="button" className={action} onClick={() => takeBack(pending)}>
            {t("pending.discard")}
          </button>
        </p>
      ) : (
        <p className="mt-0.5 flex items-center gap-1 px-0.5 text-2xs text-muted">
          <Icon name="clock" size={13} />
          {t("pending.sending")}
        </p>
      )}
    </article>
  );
}
