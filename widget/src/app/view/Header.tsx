/** Title, who is helping, menu and close. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../engine/state.ts';
import { fill, type Texts } from '../i18n.ts';
import { chime } from '../shell/sound.ts';
import { isClosed } from './Closed.tsx';
import { usePanel } from './context.ts';
import { Icon } from './icons.tsx';

/** The panel's head. */
export function Header({ chat, title }: { chat: Chat; title: string }): JSX.Element {
  const { close, embedded, t } = usePanel();
  return (
    <header class="header">
      <div class="who">
        <h1 tabIndex={-1}>{title}</h1>
        <p class="status">
          <span class={`dot dot-${chat.state}`} aria-hidden="true" />
          {status(chat, t)}
        </p>
      </div>
      <Menu chat={chat} />
      {embedded && (
        <button type="button" class="tool" aria-label={t.close} title={t.close} onClick={close}>
          <Icon name="close" />
        </button>
      )}
    </header>
  );
}

function status(chat: Chat, t: Texts): string {
  switch (chat.state) {
    case 'none':
      return t.stateNone;
    case 'waiting':
      return isClosed(chat, Date.now()) ? t.stateClosed : t.stateWaiting;
    case 'active':
      return chat.agent ? fill(t.stateActive, { name: chat.agent }) : t.stateActiveNoName;
    case 'ended':
      return chat.fresh ? t.stateNone : t.stateEnded;
  }
}

function Menu({ chat }: { chat: Chat }): JSX.Element {
  const { runner, memory, t } = usePanel();
  const [open, setOpen] = useState(false);
  const [sure, setSure] = useState(false);
  const [sound, setSound] = useState(memory.sound);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const shut = () => {
    setOpen(false);
    setSure(false);
    button.current?.focus();
  };
  useDismiss(root, open, { outside: () => setOpen(false), escape: shut });
  const toggleSound = () => {
    memory.sound = !sound;
    setSound(!sound);
    if (!sound) chime();
    shut();
  };
  const end = () => {
    runner.dispatch({ e: 'end' });
    shut();
  };
  const canEnd = chat.link === 'online' && (chat.state === 'waiting' || chat.state === 'active');
  return (
    <div class="menu" ref={root}>
      <button
        type="button"
        class="tool"
        ref={button}
        aria-label={t.menu}
        title={t.menu}
        aria-expanded={open}
        aria-controls="menu"
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      <div class="sheet" id="menu" hidden={!open}>
        {sure ? (
          <>
            <p>{t.endConfirm}</p>
            <button type="button" class="danger" onClick={end}>
              {t.endYes}
            </button>
            <button type="button" onClick={shut}>
              {t.cancel}
            </button>
          </>
        ) : (
          <>
            <button type="button" onClick={toggleSound}>
              {sound ? t.soundOff : t.soundOn}
            </button>
            <button type="button" disabled={!canEnd} onClick={() => setSure(true)}>
              {t.endChat}
            </button>
          </>
        )}
      </div>
    </div>
  );
}

/** A press elsewhere and Escape both close what is open; Escape then goes no further. */
function useDismiss(
  root: { current: HTMLElement | null },
  open: boolean,
  on: { outside: () => void; escape: () => void },
): void {
  const latest = useRef(on);
  latest.current = on;
  useEffect(() => {
    const el = root.current;
    if (!open || !el) return;
    const onDown = (e: Event) => {
      if (!(e.target instanceof Node) || !el.contains(e.target)) latest.current.outside();
    };
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== 'Escape') return;
      e.preventDefault();
      latest.current.escape();
    };
    addEventListener('pointerdown', onDown);
    el.addEventListener('keydown', onKey);
    return () => {
      removeEventListener('pointerdown', onDown);
      el.removeEventListener('keydown', onKey);
    };
  }, [open, root]);
}
