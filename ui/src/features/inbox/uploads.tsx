import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { FILE_BYTES_MAX, FILES_MAX, uploadFile } from "@/api/files";
import type { FileView, UserId } from "@/api/types";
import { formatBytes } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { uuid } from "@/lib/uuid";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import { isPicture } from "./Attachments";
import { changeDraft } from "./drafts";

/** The draft that files are for. */
interface Place {
  me: UserId;
  case: string;
  note: boolean;
}

/** A file that is being uploaded. */
interface Running {
  id: string;
  name: string;
  share: number;
  abort: AbortController;
  place: Place;
}

export interface Uploads {
  files: FileView[];
  running: Running[];
  busy: boolean;
  add: (files: File[]) => void;
  remove: (id: string) => void;
  cancel: (id: string) => void;
}

/** What is being uploaded, whether or not its case is still on screen. */
let running: readonly Running[] = [];
const listeners = new Set<() => void>();

function publish(next: readonly Running[]): void {
  running = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Changes the files of a draft, on screen or not. */
function changeFiles(place: Place, update: (present: FileView[]) => FileView[]): void {
  changeDraft(place.me, place.case, (draft) =>
    place.note ? { noteFiles: update(draft.noteFiles) } : { replyFiles: update(draft.replyFiles) },
  );
}

/** Uploads a file into the draft it was dropped on, wherever its author goes meanwhile. */
async function upload(place: Place, file: File, failed: (error: unknown) => void): Promise<void> {
  const id = uuid();
  const abort = new AbortController();
  publish([...running, { id, name: file.name, share: 0, abort, place }]);
  const progress = (share: number) =>
    publish(running.map((each) => (each.id === id ? { ...each, share } : each)));
  try {
    const view = await uploadFile(file, progress, abort.signal);
    changeFiles(place, (present) => [...present, view]);
  } catch (error) {
    if (!(error instanceof DOMException)) failed(error);
  } finally {
    publish(running.filter((each) => each.id !== id));
  }
}

/** Files of the message that is being written: uploaded at once, kept with the draft. */
export function useUploads(place: Place, files: FileView[]): Uploads {
  const { t } = useTranslation("inbox");
  const { language } = useSettings();
  const { me, case: caseId, note } = place;
  const all = useSyncExternalStore(subscribe, () => running);
  const here = all.filter(
    ({ place: each }) => each.me === me && each.case === caseId && each.note === note,
  );

  const start = (file: File) =>
    upload(place, file, (error) =>
      toast(problemText(error, t("file.failed", { name: file.name })), "bad"),
    );

  const add = (chosen: File[]) => {
    const room = FILES_MAX - files.length - here.length;
    if (chosen.length > room) toast(t("file.tooMany", { max: FILES_MAX }), "bad");
    for (const file of chosen.slice(0, Math.max(0, room))) {
      if (file.size > FILE_BYTES_MAX) {
        const max = formatBytes(FILE_BYTES_MAX, language);
        toast(t("file.tooLarge", { name: file.name, max }), "bad");
      } else void start(file);
    }
  };

  return {
    files,
    running: here,
    busy: here.length > 0,
    add,
    remove: (id) => changeFiles(place, (present) => present.filter((file) => file.id !== id)),
    cancel: (id) => here.find((each) => each.id === id)?.abort.abort(),
  };
}

/** The files of the message that is being written, with their progress. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  const { t } = useTranslation("inbox");
  const { language } = useSettings();
  if (uploads.files.length + uploads.running.length === 0) return null;
  return (
    <ul aria-label={t("file.list")} className="flex flex-wrap gap-2 px-3 pb-2">
      {uploads.files.map((file) => (
        <li
          key={file.id}
          className="flex h-9 items-center gap-2 rounded-lg border border-border bg-panel pr-1 pl-2 text-xs"
        >
          {isPicture(file) ? (
            <img src={file.url} alt="" className="size-6 rounded object-cover" />
          ) : (
            <Icon name="file" className="text-muted" />
          )}
          <span className="max-w-40 truncate">{file.name}</span>
          <span className="text-2xs text-muted">{formatBytes(file.bytes, language)}</span>
          <IconButton
            icon="close"
            size="sm"
            label={t("file.remove", { name: file.name })}
            onPress={() => uploads.remove(file.id)}
          />
        </li>
      ))}
      {uploads.running.map((each) => (
        <li
          key={each.id}
          className="relative flex h-9 items-center gap-2 overflow-hidden rounded-lg border border-border bg-panel pr-1 pl-2 text-xs"
        >
          <span className="max-w-40 truncate">{each.name}</span>
          <progress
            aria-label={t("file.uploading", { name: each.name })}
            max={1}
            value={each.share}
            className="h-1 w-16 accent-(--c-accent-solid)"
          />
          <IconButton
            icon="close"
            size="sm"
            label={t("file.cancel", { name: each.name })}
            onPress={() => uploads.cancel(each.id)}
          />
        </li>
      ))}
    </ul>
  );
}
