/** The conversation so far: history, days, bubbles, what is on its way, who is typing. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatMessage } from '../../wire.ts';
import type { Chat } from '../engine/state.ts';
import { fill } from '../i18n.ts';
import { dayKey, dayLabel } from '../text/days.ts';
import { Bubble, Pending } from './Bubble.tsx';
import { Closed } from './Closed.tsx';
import { ContactForm } from './Contact.tsx';
import { usePanel } from './context.ts';
import { Icon } from './icons.tsx';

/** Closer to the end than this (px), new messages pull the view along. */
const NEAR_END_PX = 80;
/** Closer to the beginning than this (px), older messages are fetched. */
const NEAR_START_PX = 60;

/** The scrolling log. It is not a live region: see the announcer. */
export function Log({ chat }: { chat: Chat }): JSX.Element {
  const { runner, t } = usePanel();
  const box = useRef<HTMLDivElement>(null);
  const { below, toEnd, onScroll } = useScroll(box, chat);
  const older = () => runner.dispatch({ e: 'older' });
  const scrolled = () => {
    onScroll();
    if (box.current && box.current.scrollTop < NEAR_START_PX && chat.more) older();
  };
  return (
    <div class="logbox">
      <div
        class="log"
        role="log"
        aria-live="off"
        aria-label={t.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        ref={box}
        onScroll={scrolled}
      >
        {chat.more ? (
          <button type="button" class="quiet" disabled={chat.loadingOlder} onClick={older}>
            {chat.loadingOlder ? t.olderLoading : t.older}
          </button>
        ) : (
          <Greeting chat={chat} />
        )}
        <Messages chat={chat} />
        {chat.outbox.map((item) => (
          <Pending key={item.cid} item={item} online={chat.link === 'online'} />
        ))}
        {chat.typing !== null && (
          <p class="typing">
            <span class="dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            {fill(t.typing, { name: chat.typing || t.agent })}
          </p>
        )}
      </div>
      {below && (
        <button type="button" class="below" onClick={toEnd}>
          <Icon name="down" />
          {t.newBelow}
        </button>
      )}
    </div>
  );
}

function Greeting({ chat }: { chat: Chat }): JSX.Element | null {
  const { memory, t } = usePanel();
  const [given, setGiven] = useState(memory.contactGiven);
  const { config, identified } = chat;
  if (config === null) return null;
  const offers = !identified && (!given || chat.contactRefused !== null) && !config.ask_contact;
  return (
    <div class="greeting">
      <Closed chat={chat} />
      {config.greeting && <p class="bubble theirs">{config.greeting}</p>}
      {identified && <p class="system">{fill(t.identified, { name: identified.name })}</p>}
      {offers && (
        <details class="offer">
          <summary>{t.contactOffer}</summary>
          <ContactForm optional onGiven={() => setGiven(true)} />
        </details>
      )}
    </div>
  );
}

function Messages({ chat }: { chat: Chat }): JSX.Element {
  const { locale, t } = usePanel();
  const lastSeen = lastSeenOwn(chat);
  let day = '';
  let before: ChatMessage | null = null;
  const rows: JSX.Element[] = [];
  for (const m of chat.messages) {
    const at = new Date(m.at);
    if (dayKey(at) !== day) {
      day = dayKey(at);
      before = null;
      rows.push(
        <p class="day" key={`day-${day}`}>
          <span>{dayLabel(at, new Date(), locale, t)}</span>
        </p>,
      );
    }
    const follows = before?.from === m.from && before.name === m.name;
    rows.push(<Bubble key={m.id} m={m} follows={follows} seen={m.id === lastSeen} />);
    before = m;
  }
  return <>{rows}</>;
}

/** The last of our messages that the agent has seen carries the mark, as people know it. */
function lastSeenOwn({ messages, seenByAgent }: Chat): string | undefined {
  return messages.findLast((m) => m.from === 'customer' && m.n <= seenByAgent)?.id;
}

/**
 * Keeps the view where people expect it: at the end while they are there or have just sent
 * something, and on the same message when older ones appear above.
 */
function useScroll(box: { current: HTMLDivElement | null }, chat: Chat) {
  const [below, setBelow] = useState(false);
  const seen = useRef({ first: '', last: '', sending: 0, height: 0, top: 0, atEnd: true });
  const onScroll = () => {
    const el = box.current;
    if (!el) return;
    seen.current.top = el.scrollTop;
    seen.current.atEnd = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR_END_PX;
    if (seen.current.atEnd) setBelow(false);
  };
  const toEnd = () => {
    const el = box.current;
    if (!el) return;
    el.scrollTop = el.scrollHeight;
    seen.current.atEnd = true;
    setBelow(false);
  };
  const first = chat.messages[0]?.id ?? '';
  const last = chat.messages.at(-1)?.id ?? '';
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const was = seen.current;
    const sent = chat.outbox.length > was.sending;
    const prepended = was.first !== '' && first !== was.first && last === was.last;
    if (prepended) el.scrollTop = was.top + el.scrollHeight - was.height;
    else if (was.atEnd || sent) toEnd();
    else if (last !== was.last) setBelow(true);
    Object.assign(was, { first, last, sending: chat.outbox.length, height: el.scrollHeight });
  });
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    // Pictures that load late, the keyboard and the growing composer all change the height.
    const observer = new ResizeObserver(() => seen.current.atEnd && toEnd());
    observer.observe(el);
    const onLoad = () => seen.current.atEnd && toEnd();
    el.addEventListener('load', onLoad, true);
    return () => {
      observer.disconnect();
      el.removeEventListener('load', onLoad, true);
    };
  }, []);
  return { below, toEnd, onScroll };
}
