import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FileView } from "@/api/types";
import { formatBytes } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { Dialog } from "@/ui/Dialog";
import { Icon } from "@/ui/Icon";

/** Types a browser shows in place without running anything. */
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);

export const isPicture = (file: Pick<FileView, "mime">) => PICTURES.has(file.mime);

/** The files of a message: pictures in small, the others by name. */
export function Attachments({ files }: { files: readonly FileView[] }) {
  const { t } = useTranslation("inbox");
  const [shown, setShown] = useState<FileView | null>(null);
  if (files.length === 0) return null;
  return (
    <>
      <ul className="mt-1.5 flex flex-wrap gap-2">
        {files.map((file) => (
          <li key={file.id}>
            {isPicture(file) ? (
              <button
                type="button"
                onClick={() => setShown(file)}
                aria-label={t("file.show", { name: file.name })}
                className="block overflow-hidden rounded-lg border border-border hover:border-border-strong"
              >
                <img
                  src={file.url}
                  alt={file.name}
                  loading="lazy"
                  className="h-32 max-w-60 bg-subtle object-cover"
                />
              </button>
            ) : (
              <FileLink file={file} />
            )}
          </li>
        ))}
      </ul>
      {shown && (
        <Dialog open onClose={() => setShown(null)} title={shown.name} width="lg">
          <div className="flex flex-col items-center gap-3">
            <img
              src={shown.url}
              alt={shown.name}
              className="max-h-[60vh] max-w-full object-contain"
            />
            <FileLink file={shown} />
          </div>
        </Dialog>
      )}
    </>
  );
}

function FileLink({ file }: { file: FileView }) {
  const { language } = useSettings();
  return (
    <a
      href={file.url}
      download={file.name}
      className="flex h-9 max-w-72 items-center gap-2 rounded-lg border border-border bg-panel px-2.5 text-text text-xs no-underline hover:border-border-strong"
    >
      <Icon name="file" className="text-muted" />
      <span className="min-w-0 truncate">{file.name}</span>
      <span className="shrink-0 text-2xs text-muted">{formatBytes(file.bytes, language)}</span>
    </a>
  );
}
