import {
  type DragEvent,
  type KeyboardEvent,
  lazy,
  type RefObject,
  Suspense,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import type { CaseRow, ReplyRoute } from "@/api/types";
import { cx } from "@/lib/cx";
import { isImeKey } from "@/lib/ime";
import { useSettings } from "@/lib/settings";
import { useShortcuts } from "@/lib/shortcuts";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";
import { ComposerFoot } from "./ComposerFoot";
import { MentionPicker } from "./MentionPicker";
import { ReplyTarget } from "./ReplyTarget";
import { TemplatePicker } from "./TemplatePicker";
import { UploadList } from "./uploads";
import { type Composing, useComposer } from "./useComposer";

const EndingDialog = lazy(() => import("./EndingDialog"));

interface ComposerProps {
  row: CaseRow;
  route: ReplyRoute | undefined;
}

/** Where a reply or an internal note is written. The two never look alike. */
export function Composer({ row, route }: ComposerProps) {
  const { t } = useTranslation("inbox");
  const input = useRef<HTMLTextAreaElement>(null);
  const composing = useComposer(row, route, input);
  const { note, begin, uploads } = composing;
  const drop = useDrop(uploads.add);
  useShortcuts({ r: () => begin("reply"), n: () => begin("note") });

  return (
    <section
      aria-label={note ? t("composer.noteLabel") : t("composer.replyLabel")}
      {...drop.props}
      className="relative shrink-0 border-border border-t bg-panel px-4 pt-2 pb-3"
    >
      <div
        className={cx(
          "mx-auto flex max-w-3xl flex-col rounded-lg border transition-colors focus-within:ring-2 focus-within:ring-accent",
          note ? "border-note-border bg-note" : "border-border-strong bg-panel",
        )}
      >
        <div className="flex items-center gap-1 px-2 pt-1.5">
          <ModeButton on={!note} keys="R" onPress={() => begin("reply")} icon="send">
            {t("composer.reply")}
          </ModeButton>
          <ModeButton on={note} keys="N" onPress={() => begin("note")} icon="lock">
            {t("composer.note")}
          </ModeButton>
          <span className="grow" />
          <ReplyTarget
            note={note}
            route={route}
            to={composing.to}
            onTo={(to) => composing.change({ to })}
          />
        </div>
        <ComposerText composing={composing} input={input} />
        <UploadList uploads={uploads} />
        <ComposerFoot composing={composing} />
      </div>
      <MentionPicker mentions={composing.mentions} />
      <TemplatePicker templates={composing.templates} />
      {composing.ending && (
        <Suspense fallback={null}>
          <EndingDialog
            row={row}
            label={t("ending.send")}
            onSaid={() => composing.submit(true)}
            onClose={() => composing.setEnding(false)}
          />
        </Suspense>
      )}
      {drop.over && (
        <div className="pointer-events-none absolute inset-2 flex items-center justify-center gap-2 rounded-lg border-2 border-accent border-dashed bg-accent-weak text-accent text-sm">
          <Icon name="clip" />
          {t("composer.drop")}
        </div>
      )}
    </section>
  );
}

interface ComposerTextProps {
  composing: Composing;
  input: RefObject<HTMLTextAreaElement | null>;
}

function ComposerText({ composing, input }: ComposerTextProps) {
  const { t } = useTranslation("inbox");
  const { enterToSend } = useSettings();
  const { note, possible, uploads } = composing;
  const suggest = note ? composing.mentions : composing.templates;
  const hint = note ? t("composer.noteHint") : t("composer.replyHint");

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isImeKey(event) || suggest.onKeyDown(event)) return;
    if (event.key === "Escape") event.currentTarget.blur();
    if (event.key !== "Enter") return;
    if (event.ctrlKey || event.metaKey || (enterToSend && !event.shiftKey)) {
      event.preventDefault();
      composing.submit();
    }
  };

  return (
    <textarea
      ref={input}
      value={composing.text}
      disabled={!possible}
      rows={3}
      aria-label={note ? t("composer.noteLabel") : t("composer.replyLabel")}
      placeholder={possible ? hint : t("composer.impossible")}
      onChange={(event) => {
        composing.write(event.target.value);
        suggest.onChange(event);
      }}
      onKeyDown={onKeyDown}
      onPaste={(event) => {
        const files = [...event.clipboardData.files];
        if (files.length === 0) return;
        event.preventDefault();
        uploads.add(files);
      }}
      onBlur={suggest.close}
      {...suggest.inputProps}
      className="field-sizing-content max-h-[40vh] min-h-20 w-full resize-none bg-transparent px-3 py-2 text-sm outline-none placeholder:text-muted disabled:cursor-not-allowed"
    />
  );
}

/** Files dragged over an element, and dropped on it. */
function useDrop(onFiles: (files: File[]) => void) {
  const [over, setOver] = useState(false);
  return {
    over,
    props: {
      onDragOver: (event: DragEvent) => {
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      },
    },
  };
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
        on ? "font-semibold" : "text-muted hover:bg-subtle hover:text-text",
        on && (icon === "lock" ? "bg-panel text-warn" : "bg-accent-weak text-accent"),
      )}
    >
      <Icon name={icon} size={13} />
      {children}
      <Kbd>{keys}</Kbd>
    </button>
  );
}
