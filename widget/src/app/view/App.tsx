/** The panel: header, state line, conversation, composer. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ChatMessage } from '../../wire.ts';
import type { Chat } from '../engine/state.ts';
import { fill, wordsOf } from '../i18n.ts';
import { composing } from '../text/ime.ts';
import { Composer } from './Composer.tsx';
import { ContactForm } from './Contact.tsx';
import { isTouch, type Panel, PanelContext, useChat, usePanel } from './context.ts';
import { Header } from './Header.tsx';
import { Log } from './Log.tsx';
import { StateLine } from './StateLine.tsx';

export type { Panel } from './context.ts';

/** The whole widget inside the frame. */
export function App({ panel }: { panel: Panel }): JSX.Element {
  return (
    <PanelContext.Provider value={panel}>
      <Conversation panel={panel} />
    </PanelContext.Provider>
  );
}

function Conversation({ panel }: { panel: Panel }): JSX.Element {
  const chat = useChat(panel.runner);
  const root = useRef<HTMLDivElement>(null);
  const { t } = usePanel();
  const title = chat.config?.title || t.title;
  useEffect(() => {
    document.title = title;
  }, [title]);
  // In time for an opening that comes right after the first drawing.
  useLayoutEffect(() => {
    panel.onOpen = () => placeFocus(root.current);
    const onKey = (e: KeyboardEvent) => {
      if (e.key === 'Escape' && !e.defaultPrevented && !composing(e)) panel.close();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [panel]);
  return (
    <div class="panel" ref={root}>
      <Header chat={chat} title={title} />
      <StateLine chat={chat} />
      <main class="main">
        <Log chat={chat} />
        <Foot chat={chat} key={chat.person} />
      </main>
      {chat.config?.demo && <footer class="demo">{t.demo}</footer>}
      <Announcer />
    </div>
  );
}

/** Composer, contact form or the way to a new conversation. */
function Foot({ chat }: { chat: Chat }): JSX.Element {
  const { runner, memory, t } = usePanel();
  const asks = useMemo(() => ({ given: memory.contactGiven }), [memory]);
  const untouched = chat.state === 'none' && chat.messages.length === 0 && chat.outbox.length === 0;
  if (
    chat.config?.ask_contact &&
    untouched &&
    !chat.identified &&
    (!asks.given || chat.contactRefused)
  ) {
    return <ContactForm onGiven={() => (asks.given = true)} />;
  }
  if (chat.state === 'ended' && !chat.fresh && chat.outbox.length === 0) {
    return (
      <div class="ended">
        <p>{t.endedText}</p>
        <button
          type="button"
          class="primary"
          data-focus
          onClick={() => runner.dispatch({ e: 'again' })}
        >
          {t.again}
        </button>
      </div>
    );
  }
  return <Composer chat={chat} />;
}

/** Says new messages to screen readers; the log itself is silent, so history is never read out. */
function Announcer(): JSX.Element {
  const { runner, t, locale } = usePanel();
  const [said, setSaid] = useState('');
  useEffect(() => {
    const hear = (m: ChatMessage) => setSaid(spoken(m));
    const spoken = (m: ChatMessage) => {
      const text = wordsOf(m, locale) || fill(t.arrivedFiles, { n: m.files.length });
      return m.from === 'system' ? text : fill(t.arrived, { name: m.name ?? t.agent, text });
    };
    runner.arrivals.add(hear);
    return () => void runner.arrivals.delete(hear);
  }, [runner, t, locale]);
  return (
    <div class="vh" aria-live="polite" aria-atomic="true">
      {said}
    </div>
  );
}

/** On a phone the keyboard must not jump up over the greeting: there the heading is focused. */
function placeFocus(root: HTMLElement | null): void {
  const target = isTouch() ? 'h1' : '[data-focus]:not(:disabled)';
  (root?.querySelector<HTMLElement>(target) ?? root?.querySelector<HTMLElement>('h1'))?.focus();
}
