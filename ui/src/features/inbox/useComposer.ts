import { type RefObject, useRef } from "react";
import { useTranslation } from "react-i18next";
import { MESSAGE_CHARS_MAX } from "@/api/files";
import { useMe } from "@/api/me";
import type { AfterReply, CaseRow, ChannelKind, ReplyRoute } from "@/api/types";
import { isLive } from "@/lib/channel";
import { countCharacters } from "@/lib/number";
import { uuid } from "@/lib/uuid";
import { stream } from "@/realtime/live";
import { toast } from "@/ui/Toast";
import { mentionedIn, useMentions } from "./MentionPicker";
import { send } from "./outbox";
import { putCaret } from "./suggest";
import { useTemplates } from "./TemplatePicker";
import { openGap } from "./templates";
import { useUploads } from "./uploads";
import { useDraft } from "./useDraft";

/** Milliseconds between two signs of typing. */
const TYPING_MS = 3_000;
/** Characters from which the rest is counted down. */
const COUNT_FROM = MESSAGE_CHARS_MAX - 500;

/** A chat stays, because the next word comes in seconds; a mail waits for the customer. */
function afterDefault(channel: ChannelKind): AfterReply {
  return isLive(channel) ? "keep" : "pending_customer";
}

export type Composing = ReturnType<typeof useComposer>;

/** What is being written in a case, and whether and how it can be sent. */
export function useComposer(
  row: CaseRow,
  route: ReplyRoute | undefined,
  input: RefObject<HTMLTextAreaElement | null>,
) {
  const { t } = useTranslation("inbox");
  const me = useMe();
  const { draft, change } = useDraft(row.id);
  const typed = useTypingSignal(row.id);
  const note = draft.mode === "note";
  const text = note ? draft.note : draft.reply;
  const uploads = useUploads(
    { me: me.id, case: row.id, note },
    note ? draft.noteFiles : draft.replyFiles,
  );
  const mentions = useMentions(input, note, (next) => change({ note: next }));

  const characters = text.length > COUNT_FROM ? countCharacters(text) : 0;
  const possible = note || route === undefined || route.interaction !== null;
  const something = text.trim() !== "" || uploads.files.length > 0;
  const templates = useTemplates({ row, input, enabled: !note && possible, change });
  const ready = possible && something && !uploads.busy && characters <= MESSAGE_CHARS_MAX;

  // A choice of before the customer's last mail is none.
  const to = draft.to && route?.asked.includes(draft.to) ? draft.to : undefined;

  const submit = () => {
    if (!ready) return;
    const gap = note ? null : openGap(text, draft.gaps);
    if (gap) {
      toast(t("template.open", { gap: text.slice(...gap) }), "bad");
      if (input.current) putCaret(input.current, ...gap);
      return;
    }
    send({
      client_id: uuid(),
      author: me.id,
      case: row.id,
      number: row.number,
      kind: note ? "note" : "outbound",
      text: text.trim(),
      files: uploads.files,
      mentions: note ? mentionedIn(text, mentions.people) : [],
      to: note ? undefined : to,
      after: note ? undefined : (draft.after ?? undefined),
    });
    change(
      note
        ? { note: "", noteFiles: [] }
        : { reply: "", replyFiles: [], after: null, to: null, gaps: [] },
    );
    input.current?.focus();
  };

  return {
    note,
    text,
    to,
    after: draft.after,
    /** What becomes of the case when nobody chooses; the server's rule. */
    afterDefault: afterDefault(route?.channel_kind ?? row.channel_kind),
    uploads,
    mentions,
    templates,
    possible,
    ready,
    /** Characters that may still follow; `null` while there is plenty of room. */
    left: characters > 0 ? MESSAGE_CHARS_MAX - characters : null,
    submit,
    change,
    /** Takes what was typed. */
    write(value: string) {
      change(note ? { note: value } : { reply: value });
      if (!note) typed();
    },
    /** Begins to write a reply or a note. */
    begin(mode: "reply" | "note") {
      change({ mode });
      requestAnimationFrame(() => input.current?.focus());
    },
  };
}

/** Tells the customer that somebody is typing, at most once in a while. */
function useTypingSignal(caseId: string): () => void {
  const last = useRef(0);
  return () => {
    if (Date.now() - last.current < TYPING_MS) return;
    last.current = Date.now();
    stream.send({ typing: { case: caseId } });
  };
}
