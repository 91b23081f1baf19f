/** What a visitor can do while nobody is there: write all the same, or send a mail. */
import type { JSX } from 'preact';
import type { Chat } from '../engine/state.ts';
import { fill } from '../i18n.ts';
import { moment } from '../text/days.ts';
import { usePanel } from './context.ts';

/** Whether nobody is there; a panel that was left open sees the opening by itself. */
export function isClosed(chat: Chat, now: number): boolean {
  if (chat.closed === null) return false;
  const opens = chat.closed.opens_at;
  return opens === null || now < Date.parse(opens);
}

/** The notice above the greeting. */
export function Closed({ chat }: { chat: Chat }): JSX.Element | null {
  const { locale, t } = usePanel();
  const { closed } = chat;
  if (closed === null || !isClosed(chat, Date.now())) return null;
  const opens = closed.opens_at;
  return (
    <section class="closed" aria-label={t.closedTitle}>
      <p class="closed-title">{t.closedTitle}</p>
      {opens && (
        <p>{fill(t.closedUntil, { time: moment(new Date(opens), new Date(), locale, t) })}</p>
      )}
      <p>{closed.text || t.closedText}</p>
      {closed.email && (
        <p>
          {t.closedMail}
          <a href={`mailto:${closed.email}`} target="_blank" rel="noreferrer">
            {closed.email}
          </a>
        </p>
      )}
    </section>
  );
}
