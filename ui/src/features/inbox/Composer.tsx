import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FILES_MAX, MESSAGE_CHARS_MAX } from "@/api/files";
import { useMe } from "@/api/me";
import type { CaseRow, ReplyRoute } from "@/api/types";
import { cx } from "@/lib/cx";
import { isImeKey } from "@/lib/ime";
import { countCharacters } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { printShortcut, useShortcuts } from "@/lib/shortcuts";
import { uuid } from "@/lib/uuid";
import { stream } from "@/realtime/live";
import { Button, IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";
import { MentionPicker, mentionedIn, useMentions } from "./MentionPicker";
import { send } from "./outbox";
import { ReplyTarget } from "./ReplyTarget";
import { SendMenu } from "./SendMenu";
import { UploadList, useUploads } from "./uploads";
import { useDraft } from "./useDraft";

/** Milliseconds between two signs of typing. */
const TYPING_MS = 3_000;
/** Characters from which the rest is counted down. */
const COUNT_FROM = MESSAGE_CHARS_MAX - 500;

interface ComposerProps {
  row: CaseRow;
  route: ReplyRoute | undefined;
}

/** Where a reply or an internal note is written. The two never look alike. */
export function Composer({ row, route }: ComposerProps) {
  const { t } = useTranslation("inbox");
  const { enterToSend } = useSettings();
  const me = useMe();
  const input = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [dragging, setDragging] = useState(false);
  const { draft, change } = useDraft(row.id);
  const note = draft.mode === "note";
  const text = note ? draft.note : draft.reply;
  const uploads = useUploads(note ? draft.noteFiles : draft.replyFiles, (update) =>
    change((present) =>
      note ? { noteFiles: update(present.noteFiles) } : { replyFiles: update(present.replyFiles) },
    ),
  );
  const mentions = useMentions(input, note, (next) => change({ note: next }));
  const typed = useTypingSignal(row.id);
  const characters = text.length > COUNT_FROM ? countCharacters(text) : 0;
  const possible = note || route === undefined || route.interaction !== null;
  const ready =
    possible &&
    (text.trim() !== "" || uploads.files.length > 0) &&
    !uploads.busy &&
    characters <= MESSAGE_CHARS_MAX;

  const write = (mode: "reply" | "note") => {
    change({ mode });
    requestAnimationFrame(() => input.current?.focus());
  };
  useShortcuts({ r: () => write("reply"), n: () => write("note") });

  const submit = () => {
    if (!ready) return;
    send({
      client_id: uuid(),
      author: me.id,
      case: row.id,
      kind: note ? "note" : "outbound",
      text: text.trim(),
      files: uploads.files,
      mentions: note ? mentionedIn(text, mentions.people) : [],
      after: note ? undefined : draft.after,
    });
    change(
      note ? { note: "", noteFiles: [] } : { reply: "", replyFiles: [], after: "pending_customer" },
    );
    input.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isImeKey(event)) return;
    if (mentions.onKeyDown(event)) return;
    if (event.key === "Escape") {
      event.currentTarget.blur();
      return;
    }
    if (event.key !== "Enter") return;
    const withModifier = event.ctrlKey || event.metaKey;
    if (withModifier || (enterToSend && !event.shiftKey)) {
      event.preventDefault();
      submit();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    uploads.add(files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDragging(false);
    uploads.add([...event.dataTransfer.files]);
  };

  return (
    <section
      aria-label={note ? t("composer.noteLabel") : t("composer.replyLabel")}
      onDragOver={(event) => {
        event.preventDefault();
        setDragging(true);
      }}
      onDragLeave={() => setDragging(false)}
      onDrop={onDrop}
      className="relative shrink-0 border-border border-t bg-panel px-4 pt-2 pb-3"
    >
      <div
        className={cx(
          "mx-auto flex max-w-3xl flex-col rounded-lg border transition-colors focus-within:ring-2 focus-within:ring-accent",
          note ? "border-note-border bg-note" : "border-border-strong bg-panel",
        )}
      >
        <div className="flex items-center gap-1 px-2 pt-1.5">
          <ModeButton on={!note} keys="R" onPress={() => write("reply")} icon="send">
            {t("composer.reply")}
          </ModeButton>
          <ModeButton on={note} keys="N" onPress={() => write("note")} icon="lock">
            {t("composer.note")}
          </ModeButton>
          <span className="grow" />
          <ReplyTarget note={note} route={route} />
        </div>
        <textarea
          ref={input}
          value={text}
          disabled={!possible}
          rows={3}
          aria-label={note ? t("composer.noteLabel") : t("composer.replyLabel")}
          placeholder={
            !possible
              ? t("composer.impossible")
              : note
                ? t("composer.noteHint")
                : t("composer.replyHint")
          }
          onChange={(event) => {
            change(note ? { note: event.target.value } : { reply: event.target.value });
            mentions.onChange(event);
            if (!note) typed();
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={mentions.close}
          {...mentions.inputProps}
          className="field-sizing-content max-h-[40vh] min-h-20 w-full resize-none bg-transparent px-3 py-2 text-sm outline-none placeholder:text-muted disabled:cursor-not-allowed"
        />
        <UploadList uploads={uploads} />
        <div className="flex items-center gap-1 px-2 pb-2">
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              uploads.add([...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
          <IconButton
            icon="clip"
            size="sm"
            label={t("composer.attach", { max: FILES_MAX })}
            onPress={() => picker.current?.click()}
            isDisabled={!possible}
          />
          {note && (
            <IconButton
              icon="at"
              size="sm"
              label={t("composer.mention")}
              onPress={mentions.begin}
            />
          )}
          <span className="grow" />
          {characters > 0 && (
            <span
              className={cx(
                "tnum text-2xs",
                characters > MESSAGE_CHARS_MAX ? "text-bad" : "text-muted",
              )}
            >
              {t("composer.left", { count: MESSAGE_CHARS_MAX - characters })}
            </span>
          )}
          {note ? (
            <Button variant="primary" size="sm" icon="note" onPress={submit} isDisabled={!ready}>
              {t("composer.addNote")}
            </Button>
          ) : (
            <SendMenu
              after={draft.after}
              onAfter={(after) => change({ after })}
              onSend={submit}
              disabled={!ready}
            />
          )}
          <Kbd>{printShortcut(enterToSend ? "enter" : "mod+enter")}</Kbd>
        </div>
      </div>
      <MentionPicker mentions={mentions} />
      {dragging && (
        <div className="pointer-events-none absolute inset-2 flex items-center justify-center gap-2 rounded-lg border-2 border-accent border-dashed bg-accent-weak text-accent text-sm">
          <Icon name="clip" />
          {t("composer.drop")}
        </div>
      )}
    </section>
  );
}

interface ModeButtonProps {
  on: boolean;
  keys: string;
  icon: "send" | "lock";
  onPress: () => void;
  children: string;
}

function ModeButton({ on, keys, icon, onPress, children }: ModeButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onPress}
      className={cx(
        "flex h-6 items-center gap-1.5 rounded-md px-2 text-xs",
        on ? "font-semibold text-text" : "text-muted hover:bg-subtle hover:text-text",
        on && (icon === "lock" ? "bg-panel text-warn" : "bg-accent-weak text-accent"),
      )}
    >
      <Icon name={icon} size={13} />
      {children}
      <Kbd>{keys}</Kbd>
    </button>
  );
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
