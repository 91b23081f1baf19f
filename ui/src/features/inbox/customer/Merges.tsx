import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { mergesQuery, undoMerge } from "@/api/customers";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import { keys } from "@/api/query-keys";
import type { Customer, MergeEntry, RecordBrief } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { formatDate } from "@/lib/time";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

/** Which records are one person, why, and the way back. Nothing is shown of a single record. */
export function Merges({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customer");
  const merges = useQuery(mergesQuery(customer.id));
  const [undoing, setUndoing] = useState<MergeEntry | null>(null);
  if (!merges.data || merges.data.length === 0) return null;
  return (
    <section aria-label={t("merge.ledger")}>
      <h3 className="mb-1.5 text-2xs text-muted">{t("merge.ledger")}</h3>
      <ul className="flex flex-col gap-2">
        {merges.data.map((entry) => (
          <Entry key={entry.id} entry={entry} onUndo={() => setUndoing(entry)} />
        ))}
      </ul>
      {undoing && <UndoDialog entry={undoing} onClose={() => setUndoing(null)} />}
    </section>
  );
}

function useRecordName(): (record: RecordBrief) => string {
  const { t } = useTranslation("customer");
  return (record) => {
    const name = record.name || t(record.anonymous ? "merge.browser" : "merge.noName");
    return record.external_id ? `${name} (${record.external_id})` : name;
  };
}

function Entry({ entry, onUndo }: { entry: MergeEntry; onUndo: () => void }) {
  const { t } = useTranslation("customer");
  const { language } = useSettings();
  const { users } = useNames();
  const { t: c } = useTranslation("common");
  const userName = (id: string) => users.get(id)?.name ?? c("unknownPerson");
  const me = useMe();
  const name = useRecordName();
  const gone = entry.undone_at !== null && entry.undone_at !== undefined;
  return (
    <li className="rounded-lg border border-border px-3 py-2 text-xs">
      <p className={gone ? "text-muted line-through" : undefined}>
        {t("merge.entry", { absorbed: name(entry.absorbed), survivor: name(entry.survivor) })}
      </p>
      <p className="mt-0.5 text-2xs text-muted">
        {[
          t(`merge.reason.${entry.reason}`),
          entry.by ? userName(entry.by) : t("merge.bySystem"),
          formatDate(entry.at, language),
        ].join(" · ")}
      </p>
      {entry.note && <p className="mt-1 whitespace-pre-wrap">{entry.note}</p>}
      {gone ? (
        <Badge className="mt-1">
          {t("merge.undone", {
            date: formatDate(entry.undone_at ?? "", language),
            name: entry.undone_by ? userName(entry.undone_by) : t("merge.bySystem"),
          })}
        </Badge>
      ) : (
        me.permissions.includes("customer.write") && (
          <Button size="sm" variant="ghost" className="mt-1" onPress={onUndo}>
            {t("merge.undo")}
          </Button>
        )
      )}
    </li>
  );
}

function UndoDialog({ entry, onClose }: { entry: MergeEntry; onClose: () => void }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const name = useRecordName();
  const undo = useMutation({
    mutationFn: () => undoMerge(entry.id),
    onSuccess: () => {
      for (const record of [entry.absorbed, entry.survivor]) {
        void cache.invalidateQueries({ queryKey: keys.customer(record.id) });
      }
      void cache.invalidateQueries({ queryKey: keys.customers("").slice(0, 1) });
      void cache.invalidateQueries({ queryKey: keys.lists });
      toast(t("merge.undoDone"));
      onClose();
    },
    onError: (error) => toast(problemText(error, c("actionFailed")), "bad"),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("merge.undoTitle")}
      width="sm"
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button variant="primary" isPending={undo.isPending} onPress={() => undo.mutate()}>
            {t("merge.undo")}
          </Button>
        </>
      }
    >
      <p className="text-sm">
        {t("merge.undoText", { absorbed: name(entry.absorbed), survivor: name(entry.survivor) })}
      </p>
    </Dialog>
  );
}
