import { type RefObject, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { MESSAGE_CHARS_MAX } from "@/api/files";
import { useMe } from "@/api/me";
import type { AfterReply, CaseRow, ChannelKind, ReplyRoute } from "@/api/types";
import { isLive } from "@/lib/channel";
import { countCharacters } from "@/lib/number";
import { uuid } from "@/lib/uuid";
import { stream } from "@/realtime/live";
import { toast } from "@/ui/Toast";
import { missingFor } from "./ending";
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
  const kind = route?.channel_kind ?? row.channel_kind;
  const after = afterDefault(kind);
  const live = isLive(kind);
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

  const { directory } = useNames();
  /** It may not end before this is said. */
  const [ending, setEnding] = useState(false);
  const gapOpen = () => (note ? null : openGap(text, draft.gaps));
  const submit = (said = false) => {
    if (!ready) return;
    const ends = !note && (draft.after ?? after) === "resolve";
    if (ends && !said && missingFor(row, directory).length > 0) {
      setEnding(true);
      return;
    }
    const gap = gapOpen();
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
      // In a chat words cross all the time.
      seen: note || live || draft.seen === 0 ? undefined : draft.seen,
    });
    change(
      note
        ? { note: "", noteFiles: [] }
        : { reply: "", replyFiles: [], after: null, to: null, gaps: [], seen: 0 },
    );
    input.current?.focus();
  };

  return {
    caseId: row.id,
    note,
    text,
    to,
    after: draft.after,
    /** What becomes of the case when nobody chooses; the server's rule. */
    afterDefault: after,
    /** What must be said first is asked for. */
    ending,
    setEnding,
    uploads,
    mentions,
    templates,
    possible,
    ready,
    /** Characters that may still follow; `null` while there is plenty of room. */
    left: characters > 0 ? MESSAGE_CHARS_MAX - characters : null,
    submit,
    change,
    /** Where the first gap of a canned reply stands that nobody has filled, or `null`. */
    openGap: gapOpen,
    /** Takes what was typed. */
    write(value: string) {
      const begins = draft.reply === "" || draft.seen === 0;
      if (note) change({ note: value });
      else change(begins ? { reply: value, seen: row.last_seq } : { reply: value });
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
