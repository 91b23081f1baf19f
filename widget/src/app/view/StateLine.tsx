/** One line that tells when the connection, or the server, makes the visitor wait. */
import type { JSX } from 'preact';
import type { Chat } from '../engine/state.ts';
import type { Texts } from '../i18n.ts';
import { usePanel } from './context.ts';

/** Empty while all is well; it stays in the page, so that screen readers hear its changes. */
export function StateLine({ chat }: { chat: Chat }): JSX.Element {
  const { runner, t } = usePanel();
  const text = words(chat, t);
  const canRetry = chat.link === 'backoff' || chat.link === 'closed';
  return (
    <div class={text ? 'line' : 'line line-empty'}>
      <p role="status">{text}</p>
      {canRetry && (
        <button type="button" onClick={() => runner.dispatch({ e: 'wake' })}>
          {t.retryNow}
        </button>
      )}
    </div>
  );
}

function words(chat: Chat, t: Texts): string {
  if (chat.link === 'closed') return chat.notice || t.closed;
  if (chat.notice) return chat.notice;
  if (chat.contactRefused) return chat.contactRefused;
  if (chat.link === 'online' || chat.link === 'idle') return '';
  if (chat.failures > 0) return t.reconnecting;
  return chat.config === null ? t.connecting : '';
}
