/** Writing a message: text, files, Enter, the input method, the limit. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../engine/state.ts';
import { fill } from '../i18n.ts';
import { uuid } from '../shell/uuid.ts';
import { room } from '../text/count.ts';
import { sizeText } from '../text/files.ts';
import { sends } from '../text/ime.ts';
import { type Attachment, useAttachments } from './attachments.ts';
import { isTouch, usePanel } from './context.ts';
import { Icon } from './icons.tsx';

/** Until the channel's settings have arrived. */
const MAX_CHARS_UNTIL_KNOWN = 10_000;
/** The field grows up to this height (px), then it scrolls. */
const FIELD_MAX_PX = 140;

/** The form at the panel's foot. */
export function Composer({ chat }: { chat: Chat }): JSX.Element {
  const { runner, memory, locale, t } = usePanel();
  const [text, setText] = useState(memory.draft);
  const files = useAttachments({ visitor: chat.visitor, config: chat.config, locale, t });
  const field = useRef<HTMLTextAreaElement>(null);
  const left = room(text, chat.config?.max_chars ?? MAX_CHARS_UNTIL_KNOWN, locale);
  const unfinished = files.list.some((a) => a.done === null);
  const empty = text.trim() === '' && files.list.length === 0;
  const ready = !empty && !unfinished && !left.over;

  const write = (value: string) => {
    setText(value);
    memory.draft = value;
    if (value.trim()) runner.dispatch({ e: 'type' });
  };
  const submit = (e?: Event) => {
    e?.preventDefault();
    field.current?.focus();
    if (!ready) return;
    const uploaded = files.list.flatMap((a) => (a.done ? [a.done] : []));
    runner.dispatch({ e: 'send', cid: uuid(), text: text.trim(), files: uploaded });
    setText('');
    memory.draft = '';
    files.clear();
  };
  useGrowing(field, text);
  return (
    <form class="composer" onSubmit={submit}>
      <DropZone onFiles={files.add} />
      <p class="problem" role="alert">
        {files.problem}
      </p>
      {files.list.length > 0 && (
        <ul class="chips">
          {files.list.map((a) => (
            <Chip
              key={a.key}
              a={a}
              onRetry={() => files.retry(a)}
              onRemove={() => files.remove(a)}
            />
          ))}
        </ul>
      )}
      <div class="field">
        <Picker chat={chat} onFiles={files.add} />
        <textarea
          ref={field}
          data-focus
          rows={1}
          value={text}
          aria-label={t.message}
          aria-describedby="room keys"
          placeholder={t.placeholder}
          enterkeyhint={isTouch() ? 'enter' : 'send'}
          onInput={(e) => write(e.currentTarget.value)}
          onKeyDown={(e) => sends(e, isTouch()) && submit(e)}
          onPaste={(e) => {
            const pasted = [...(e.clipboardData?.files ?? [])];
            if (pasted.length === 0) return;
            e.preventDefault();
            files.add(pasted);
          }}
        />
        <button
          type="submit"
          class="send"
          aria-label={t.send}
          title={t.send}
          aria-disabled={!ready}
        >
          <Icon name="send" />
        </button>
      </div>
      <p class={`room${left.over ? ' over' : ''}`} id="room" aria-live="polite">
        {left.over
          ? fill(t.over, { n: -(left.remaining ?? 0) })
          : left.remaining !== null && fill(t.remaining, { n: left.remaining })}
      </p>
      <p class="vh" id="keys">
        {isTouch() ? '' : t.keys}
      </p>
    </form>
  );
}

function Picker({ chat, onFiles }: { chat: Chat; onFiles: (files: File[]) => void }): JSX.Element {
  const { t } = usePanel();
  const input = useRef<HTMLInputElement>(null);
  const off = chat.config === null || chat.config.max_files === 0;
  return (
    <>
      <button
        type="button"
        class="tool"
        aria-label={t.attach}
        title={t.attach}
        disabled={off}
        onClick={() => input.current?.click()}
      >
        <Icon name="attach" />
      </button>
      <input
        type="file"
        multiple
        hidden
        ref={input}
        accept={chat.config?.upload.types.join(',')}
        onChange={(e) => {
          onFiles([...(e.currentTarget.files ?? [])]);
          // The same file may be chosen again after it was removed.
          e.currentTarget.value = '';
        }}
      />
    </>
  );
}

function Chip(props: { a: Attachment; onRetry: () => void; onRemove: () => void }): JSX.Element {
  const { a, onRetry, onRemove } = props;
  const { locale, t } = usePanel();
  const { name } = a.file;
  return (
    <li class={a.problem ? 'chip failed' : 'chip'}>
      {a.preview ? <img src={a.preview} alt="" /> : <Icon name="file" />}
      <span class="chip-text">
        <span class="chip-name">{name}</span>
        {a.problem ? (
          <small class="problem">{a.problem}</small>
        ) : a.done ? (
          <small>{sizeText(a.file.size, locale)}</small>
        ) : (
          <progress aria-label={`${t.uploading} ${name}`} value={a.share} max={1} />
        )}
      </span>
      {a.problem && (
        <button
          type="button"
          class="tool"
          aria-label={fill(t.retryUpload, { name })}
          onClick={onRetry}
        >
          <Icon name="retry" />
        </button>
      )}
      <button type="button" class="tool" aria-label={fill(t.remove, { name })} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </li>
  );
}

/** Takes files dropped anywhere on the panel. */
function DropZone({ onFiles }: { onFiles: (files: File[]) => void }): JSX.Element | null {
  const { t } = usePanel();
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  take.current = onFiles;
  useEffect(() => {
    const carries = (e: DragEvent) => e.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (e: DragEvent) => {
      if (!carries(e)) return;
      e.preventDefault();
      setOver(true);
    };
    const onLeave = (e: DragEvent) => e.relatedTarget === null && setOver(false);
    const onDrop = (e: DragEvent) => {
      if (!carries(e)) return;
      e.preventDefault();
      setOver(false);
      take.current([...(e.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', onOver);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onOver);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
    };
  }, []);
  return over ? <div class="drop">{t.dropHere}</div> : null;
}

function useGrowing(field: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const el = field.current;
    if (!el) return;
    el.style.height = 'auto';
    // A hidden frame has no layout: the height of one row then comes from the stylesheet.
    if (el.scrollHeight > 0) el.style.height = `${Math.min(el.scrollHeight + 2, FIELD_MAX_PX)}px`;
  }, [text]);
}
