/** Files attached to the message being written: checked, uploaded, retried, removed. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChannelConfig, UploadedFile } from '../../wire.ts';
import { fill, type Locale, type Texts } from '../i18n.ts';
import { ApiError, type Upload, upload } from '../shell/api.ts';
import { uuid } from '../shell/uuid.ts';
import { isPicture, type Refusal, refusal, sizeText } from '../text/files.ts';

/** One attached file. `share` is what has been sent, 0 to 1. */
export interface Attachment {
  key: string;
  file: File;
  preview: string | null;
  share: number;
  done: UploadedFile | null;
  problem: string | null;
}

/** What uploading needs to know. */
interface Source {
  visitor: string | null;
  config: ChannelConfig | null;
  locale: Locale;
  t: Texts;
}

/** The attachments and what can be done with them; `problem` is the last refusal in words. */
export function useAttachments(source: Source) {
  const [list, setList] = useState<Attachment[]>([]);
  const [problem, setProblem] = useState('');
  const running = useRef(new Map<string, Upload>());
  // Two files can be pasted and dropped between two drawings: what is shown may be behind.
  const latest = useRef(list);
  const put = (next: Attachment[]) => {
    latest.current = next;
    setList(next);
  };
  const change = (key: string, part: Partial<Attachment>) =>
    put(latest.current.map((a) => (a.key === key ? { ...a, ...part } : a)));

  const begin = ({ key, file }: Attachment) => {
    if (source.visitor === null) return;
    const job = upload(source.visitor, file, source.locale, (share) => change(key, { share }));
    running.current.set(key, job);
    job.done.then(
      (done) => change(key, { done, share: 1 }),
      (error: unknown) => {
        const title = error instanceof ApiError ? error.title : '';
        change(key, { problem: title || source.t.uploadFailed });
      },
    );
  };
  const add = (files: Iterable<File>) => {
    const { config, locale, t } = source;
    if (config === null || source.visitor === null) return;
    setProblem('');
    const added: Attachment[] = [];
    for (const file of files) {
      const why = refusal(file, latest.current.length + added.length, config);
      if (why) setProblem(refusalText(why, file.name, { config, locale, t }));
      else added.push(attachmentOf(file));
    }
    put([...latest.current, ...added]);
    for (const attachment of added) begin(attachment);
  };
  const retry = (attachment: Attachment) => {
    change(attachment.key, { problem: null, share: 0 });
    begin(attachment);
  };
  const remove = ({ key, preview }: Attachment) => {
    running.current.get(key)?.abort();
    if (preview) URL.revokeObjectURL(preview);
    put(latest.current.filter((a) => a.key !== key));
    setProblem('');
  };
  const clear = () => {
    for (const { preview } of latest.current) if (preview) URL.revokeObjectURL(preview);
    put([]);
    setProblem('');
  };
  useEffect(
    () => () => {
      for (const job of running.current.values()) job.abort();
    },
    [],
  );
  return { list, problem, add, retry, remove, clear };
}

function attachmentOf(file: File): Attachment {
  const preview = isPicture(file.type) ? URL.createObjectURL(file) : null;
  return { key: uuid(), file, preview, share: 0, done: null, problem: null };
}

function refusalText(
  why: Refusal,
  name: string,
  { config, locale, t }: { config: ChannelConfig; locale: Locale; t: Texts },
): string {
  switch (why) {
    case 'empty':
      return fill(t.fileEmpty, { name });
    case 'too-big':
      return fill(t.fileBig, { name, max: sizeText(config.upload.max_bytes, locale) });
    case 'wrong-type':
      return fill(t.fileType, { name });
    case 'too-many':
      return fill(t.fileMany, { max: config.max_files });
  }
}
