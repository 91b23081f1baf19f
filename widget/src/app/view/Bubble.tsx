/** One message, sent or on its way. */
import type { JSX } from 'preact';
import type { ChatFile, ChatMessage } from '../../wire.ts';
import type { Outgoing } from '../engine/state.ts';
import { fill, wordsOf } from '../i18n.ts';
import { clock } from '../text/days.ts';
import { isPicture, sizeText } from '../text/files.ts';
import { fileHref, pieces } from '../text/links.ts';
import { usePanel } from './context.ts';
import { Icon } from './icons.tsx';

/** A message of the history. `follows`: by the same person as the one above. */
export function Bubble(props: { m: ChatMessage; follows: boolean; seen: boolean }): JSX.Element {
  const { m, follows, seen } = props;
  const { locale, t } = usePanel();
  if (m.from === 'system') {
    return <p class="system">{wordsOf(m, locale)}</p>;
  }
  const own = m.from === 'customer';
  const name = own ? t.you : (m.name ?? t.agent);
  return (
    <div class={`msg ${own ? 'own' : 'other'}${follows ? ' follows' : ''}`}>
      <p class={own || follows ? 'vh' : 'name'}>{name}</p>
      <div class="row">
        <div class="stack">
          {m.files.map((file) => (
            <FileView key={file.id} file={file} />
          ))}
          {m.text && <Words text={m.text} own={own} />}
        </div>
        <p class="meta">
          {seen && <span>{t.seen}</span>}
          <time dateTime={m.at}>{clock(new Date(m.at), locale)}</time>
        </p>
      </div>
    </div>
  );
}

/** A message the server has not acknowledged. */
export function Pending({ item, online }: { item: Outgoing; online: boolean }): JSX.Element {
  const { runner, locale, t } = usePanel();
  const failed = item.status === 'failed';
  const { cid } = item;
  return (
    <div class={`msg own pending${failed ? ' failed' : ''}`}>
      <p class="vh">{t.you}</p>
      <div class="row">
        <div class="stack">
          {item.files.map((file) => (
            <div class="file" key={file.id}>
              <Icon name="file" />
              <span>{file.name}</span>
              <small>{sizeText(file.bytes, locale)}</small>
            </div>
          ))}
          {item.text && <Words text={item.text} own />}
        </div>
        {!failed && (
          <p class="meta">
            <span>{online ? t.sending : t.waitingSend}</span>
          </p>
        )}
      </div>
      {failed && (
        <p class="failure">
          <span>{item.problem || t.failed}</span>
          <button type="button" onClick={() => runner.dispatch({ e: 'retry', cid })}>
            {t.retry}
          </button>
          <button type="button" onClick={() => runner.dispatch({ e: 'discard', cid })}>
            {t.discard}
          </button>
        </p>
      )}
    </div>
  );
}

function Words({ text, own }: { text: string; own: boolean }): JSX.Element {
  return (
    <p class={`bubble ${own ? 'mine' : 'theirs'}`}>
      {pieces(text).map((piece, i) =>
        'href' in piece ? (
          <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </p>
  );
}

function FileView({ file }: { file: ChatFile }): JSX.Element {
  const { locale, t } = usePanel();
  const href = fileHref(file.url, location.href);
  const size = sizeText(file.bytes, locale);
  if (href !== null && isPicture(file.mime)) {
    const label = fill(t.open, { name: file.name });
    return (
      <a class="picture" href={href} target="_blank" rel="noopener noreferrer" aria-label={label}>
        <img src={href} alt={file.name} loading="lazy" decoding="async" />
      </a>
    );
  }
  const content = (
    <>
      <Icon name="file" />
      <span>{file.name}</span>
      <small>{size}</small>
    </>
  );
  return href === null ? (
    <div class="file">{content}</div>
  ) : (
    <a class="file" href={href} target="_blank" rel="noopener noreferrer">
      {content}
    </a>
  );
}
