import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeQueue, createQueue, queuesQuery } from "@/api/admin";
import type { Queue } from "@/api/admin-types";
import { useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";
import { Badge } from "@/ui/Badge";
import { CheckList } from "@/ui/CheckList";
import { TextField } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { wholeNumber } from "../draft";
import { EditorSheet } from "../EditorSheet";
import { useEditor } from "../useEditor";
import { NEW_QUEUE, newQueue, type QueueDraft, queueChange, queueDraft } from "./queue-form";

const FIELDS = ["name", "offer_seconds", "members"];

/** The form of a queue, or of a new one. */
export function QueueSheet({ queue, onClose }: { queue?: Queue; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const cache = useQueryClient();
  const { directory } = useNames();
  // Held while the form is open: what it is compared with must not be sorted anew.
  const [order] = useState(() => directory.users.map((user) => user.id));
  const toDraft = (item: Queue | undefined): QueueDraft =>
    item ? queueDraft(item, order) : NEW_QUEUE;
  const editor = useEditor<Queue | undefined, QueueDraft>({
    item: queue,
    toDraft,
    check: ({ offerSeconds }): Record<string, string> =>
      wholeNumber(offerSeconds) === null ? { offer_seconds: t("wholeNumber") } : {},
    save: (item, draft) =>
      item ? changeQueue(item, queueChange(toDraft(item), draft)) : createQueue(newQueue(draft)),
    reload: async () => {
      const queues = await cache.fetchQuery({ ...queuesQuery, staleTime: 0 });
      return queues.find((each) => each.id === queue?.id);
    },
    onSaved: (saved) => {
      void cache.invalidateQueries({ queryKey: keys.admin("queues") });
      void cache.invalidateQueries({ queryKey: keys.directory });
      toast(t("saved", { name: saved?.name ?? "" }));
      onClose();
    },
  });
  const { draft, set, errorOf } = editor;

  return (
    <EditorSheet
      editor={editor}
      creating={!queue}
      fields={FIELDS}
      title={queue?.name ?? t("queues.add")}
      badge={queue?.archived && <Badge icon="archive">{t("archived")}</Badge>}
      onClose={onClose}
    >
      <TextField
        label={t("field.name")}
        isRequired
        autoFocus
        value={draft.name}
        onChange={(name) => set({ name })}
        error={errorOf("name")}
      />
      <TextField
        label={t("queues.offerSeconds")}
        hint={t("queues.offerHint")}
        inputMode="numeric"
        value={draft.offerSeconds}
        onChange={(offerSeconds) => set({ offerSeconds })}
        error={errorOf("offer_seconds")}
        className="max-w-80"
      />
      <CheckList
        label={t("queues.members")}
        hint={t("queues.membersHint")}
        error={errorOf("members")}
        options={directory.users
          .filter((user) => user.active || draft.members.includes(user.id))
          .map((user) => ({
            id: user.id,
            label: user.name,
            note: user.active ? undefined : t("people.inactive"),
          }))}
        value={draft.members}
        onChange={(members) => set({ members })}
      />
      {queue && (
        <Switch
          label={t("queues.archive")}
          hint={t("queues.archiveHint")}
          on={draft.archived}
          onChange={(archived) => set({ archived })}
        />
      )}
    </EditorSheet>
  );
}
