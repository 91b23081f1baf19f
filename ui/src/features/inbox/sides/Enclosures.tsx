import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { threadQuery } from "@/api/cases";
import { FILE_BYTES_MAX, FILES_MAX, uploadFile } from "@/api/files";
import type { Enclosed, FileView, Message } from "@/api/types";
import { formatBytes } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { formatDateTime } from "@/lib/time";
import { Button, IconButton } from "@/ui/Button";
import { CheckList } from "@/ui/CheckList";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

/** Characters of a message in the list. */
const BEGINNING = 60;

/** Nothing goes along. */
export const NOTHING: Enclosed = { files: [], case_files: [], quotes: [] };

interface EnclosuresProps {
  caseId: string;
  value: Enclosed;
  onChange: (value: Enclosed) => void;
  /** Shown only when asked for. */
  folded?: boolean;
}

/** What of the case goes along with a mail to somebody outside: nothing unless it is chosen here. */
export function Enclosures({ caseId, value, onChange, folded = false }: EnclosuresProps) {
  const { t } = useTranslation("inbox");
  const { language } = useSettings();
  const [open, setOpen] = useState(!folded);
  const thread = useInfiniteQuery(threadQuery(caseId));
  const all = [...(thread.data?.pages ?? [])].reverse().flatMap((page) => page.messages);
  const spoken = all.filter((each) => each.kind === "inbound" || each.kind === "outbound");
  const files = all.flatMap((each) => each.files);
  const who = (each: Message) => t(each.kind === "inbound" ? "side.customer" : "side.ours");
  if (!open) {
    return (
      <div>
        <Button size="sm" variant="ghost" icon="clip" onPress={() => setOpen(true)}>
          {t("side.enclose")}
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      {spoken.length > 0 && (
        <CheckList
          columns={1}
          label={t("side.quotes")}
          hint={t("side.quotesHint")}
          options={spoken.map((each) => ({
            id: each.id,
            label: each.text.replace(/\s+/gu, " ").slice(0, BEGINNING) || t("split.file"),
            note: `${who(each)} ${formatDateTime(each.at, language)}`,
          }))}
          value={value.quotes ?? []}
          onChange={(quotes) => onChange({ ...value, quotes })}
        />
      )}
      {files.length > 0 && (
        <CheckList
          columns={1}
          label={t("side.caseFiles")}
          options={files.map((each) => ({
            id: each.id,
            label: each.name,
            note: formatBytes(each.bytes, language),
          }))}
          value={value.case_files ?? []}
          onChange={(case_files) => onChange({ ...value, case_files })}
        />
      )}
      <OwnFiles value={value} onChange={onChange} />
    </div>
  );
}

/** Files from one's own machine. */
function OwnFiles({ value, onChange }: Pick<EnclosuresProps, "value" | "onChange">) {
  const { t } = useTranslation("inbox");
  const { language } = useSettings();
  const [known, setKnown] = useState<readonly FileView[]>([]);
  const [busy, setBusy] = useState(false);
  const chosen = known.filter((file) => value.files?.includes(file.id));
  const add = async (files: File[]) => {
    setBusy(true);
    let ids = value.files ?? [];
    for (const file of files.slice(0, FILES_MAX - ids.length)) {
      if (file.size > FILE_BYTES_MAX) {
        const max = formatBytes(FILE_BYTES_MAX, language);
        toast(t("file.tooLarge", { name: file.name, max }), "bad");
        continue;
      }
      try {
        const view = await uploadFile(file, () => {}, new AbortController().signal);
        setKnown((present) => [...present, view]);
        ids = [...ids, view.id];
        onChange({ ...value, files: ids });
      } catch (error) {
        toast(problemText(error, t("file.failed", { name: file.name })), "bad");
      }
    }
    setBusy(false);
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <label className="flex h-7 cursor-pointer items-center gap-1.5 rounded-md border border-border-strong bg-panel px-2 text-xs focus-within:outline-2 focus-within:outline-accent hover:bg-subtle">
        <Icon name="clip" size={13} />
        {busy ? t("side.uploading") : t("side.ownFiles")}
        <input
          type="file"
          multiple
          className="sr-only"
          onChange={(event) => {
            void add([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </label>
      {chosen.map((file) => (
        <span
          key={file.id}
          className="flex h-7 items-center gap-1 rounded-md border border-border bg-panel pl-2 text-xs"
        >
          <span className="max-w-48 truncate">{file.name}</span>
          <IconButton
            size="sm"
            icon="close"
            label={t("file.remove", { name: file.name })}
            onPress={() =>
              onChange({ ...value, files: (value.files ?? []).filter((id) => id !== file.id) })
            }
          />
        </span>
      ))}
    </div>
  );
}
