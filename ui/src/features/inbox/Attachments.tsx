import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FileView } from "@/api/types";
import { cx } from "@/lib/cx";
import { formatBytes } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { Badge } from "@/ui/Badge";
import { Dialog } from "@/ui/Dialog";
import { Icon } from "@/ui/Icon";

/** Types a browser shows in place without running anything. */
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);

export const isPicture = (file: Pick<FileView, "mime">) => PICTURES.has(file.mime);

/** The files of a message: pictures in small, the others by name. */
export function Attachments({ files }: { files: readonly FileView[] }) {
  const [shown, setShown] = useState<FileView | null>(null);
  if (files.length === 0) return null;
  return (
    <>
      <ul className="mt-1.5 flex flex-wrap gap-2">
        {files.map((file) => (
          <li key={file.id}>
            {file.infected ? (
              <Infected file={file} what={file.infected} />
            ) : isPicture(file) ? (
              <Picture file={file} onShow={() => setShown(file)} />
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

function Picture({ file, onShow }: { file: FileView; onShow: () => void }) {
  const { t } = useTranslation("inbox");
  const [unseen, setUnseen] = useState(false);
  if (unseen) {
    return (
      <span className={cx(CHIP, "border-border text-muted")}>
        <Icon name="file" />
        {t("file.unseen", { name: file.name })}
      </span>
    );
  }
  return (
    <button
      type="button"
      onClick={onShow}
      aria-label={t("file.show", { name: file.name })}
      className="block overflow-hidden rounded-lg border border-border hover:border-border-strong"
    >
      <img
        src={file.url}
        alt={file.name}
        loading="lazy"
        onError={() => setUnseen(true)}
        className="h-32 max-w-60 bg-subtle object-cover"
      />
    </button>
  );
}

/** Nobody gets it, so it is no link. */
function Infected({ file, what }: { file: FileView; what: string }) {
  const { t } = useTranslation("inbox");
  return (
    <span className={cx(CHIP, "border-bad text-bad")}>
      <Icon name="shield" />
      {t("file.infected", { name: file.name, what })}
    </span>
  );
}

const CHIP = "flex min-h-9 max-w-96 items-center gap-2 rounded-lg border bg-panel px-2.5 text-xs";

function FileLink({ file }: { file: FileView }) {
  const { t } = useTranslation("inbox");
  const { language } = useSettings();
  return (
    <a
      href={file.url}
      download={file.name}
      title={file.program ? t("file.program") : undefined}
      className={cx(CHIP, "border-border text-text no-underline hover:border-border-strong")}
    >
      <Icon name="file" className="text-muted" />
      <span className="min-w-0 truncate">{file.name}</span>
      {file.program && (
        <>
          <Badge tone="warn" icon="warn">
            {t("file.programMark")}
          </Badge>
          <span className="sr-only">{t("file.program")}</span>
        </>
      )}
      <span className="shrink-0 text-2xs text-muted">{formatBytes(file.bytes, language)}</span>
    </a>
  );
}
