import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeHours, createHours, hoursQuery } from "@/api/admin";
import type { BusinessHours } from "@/api/admin-types";
import { useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";
import { CheckList } from "@/ui/CheckList";
import { TextField } from "@/ui/Field";
import { Segmented } from "@/ui/Segmented";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { EditorSheet } from "../EditorSheet";
import { useEditor } from "../useEditor";
import {
  type HoursDraft,
  hoursChange,
  hoursDraft,
  hoursFaults,
  NEW_HOURS,
  newHours,
} from "./hours-form";
import { OpenState } from "./OpenState";
import { SingleDays } from "./SingleDays";
import { WeekFields } from "./WeekFields";

const FIELDS = ["name", "zone", "week", "holidays", "days", "queues"];
const RULES = ["closed", "as_usual", "hours"] as const;

interface HoursSheetProps {
  hours?: BusinessHours;
  /** Every list of hours: a queue keeps one of them. */
  all: readonly BusinessHours[];
  onClose: () => void;
}

/** The form of business hours, or of new ones. */
export function HoursSheet({ hours, all, onClose }: HoursSheetProps) {
  const { t } = useTranslation("admin");
  const cache = useQueryClient();
  const { directory } = useNames();
  // Held while the form is open: what it is compared with must not be sorted anew.
  const [order] = useState(() => directory.queues.map((queue) => queue.id));
  const toDraft = (item: BusinessHours | undefined): HoursDraft =>
    item ? hoursDraft(item, order) : NEW_HOURS;
  const editor = useEditor<BusinessHours | undefined, HoursDraft>({
    item: hours,
    toDraft,
    check: (draft) =>
      Object.fromEntries(
        Object.entries(hoursFaults(draft)).map(([field, { kind, text = "" }]) => [
          field,
          t(`hours.faults.${kind}`, { text }),
        ]),
      ),
    save: (item, draft) =>
      item ? changeHours(item, hoursChange(toDraft(item), draft)) : createHours(newHours(draft)),
    reload: async () => {
      const fresh = await cache.fetchQuery({ ...hoursQuery, staleTime: 0 });
      return fresh.find((each) => each.id === hours?.id);
    },
    onSaved: (saved) => {
      void cache.invalidateQueries({ queryKey: keys.admin("hours") });
      toast(t("saved", { name: saved?.name ?? "" }));
      onClose();
    },
  });
  const { draft, set, errorOf } = editor;
  const keptElsewhere = (queue: string) =>
    all.find((each) => each.id !== hours?.id && each.queues.includes(queue))?.name;

  return (
    <EditorSheet
      editor={editor}
      creating={!hours}
      fields={FIELDS}
      width="lg"
      title={hours?.name ?? t("hours.add")}
      badge={hours && <OpenState hours={hours} />}
      onClose={onClose}
    >
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label={t("field.name")}
          isRequired
          autoFocus
          value={draft.name}
          onChange={(name) => set({ name })}
          error={errorOf("name")}
        />
        <TextField
          label={t("hours.zone")}
          autoComplete="off"
          spellCheck="false"
          placeholder={NEW_HOURS.zone}
          value={draft.zone}
          onChange={(zone) => set({ zone })}
          error={errorOf("zone")}
        />
      </div>
      <WeekFields week={draft.week} onChange={(week) => set({ week })} errorOf={errorOf} />
      <div className="flex flex-col gap-2">
        <Segmented
          label={t("hours.holidaysLong")}
          options={RULES.map((id) => ({ id, label: t(`hours.holiday.${id}`) }))}
          value={draft.holidays}
          onChange={(holidays) => set({ holidays })}
        />
        {draft.holidays === "hours" && (
          <TextField
            label={t("hours.holidayPeriods")}
            placeholder="10:00-17:00"
            value={draft.holidayPeriods}
            onChange={(holidayPeriods) => set({ holidayPeriods })}
            error={errorOf("holidays")}
          />
        )}
      </div>
      <SingleDays days={draft.days} onChange={(days) => set({ days })} errorOf={errorOf} />
      <CheckList
        label={t("hours.queues")}
        hint={t("hours.queuesHint")}
        error={errorOf("queues")}
        options={directory.queues
          .filter((queue) => !queue.archived || draft.queues.includes(queue.id))
          .map((queue) => ({
            id: queue.id,
            label: queue.name,
            note: queue.archived ? t("archived") : keptElsewhere(queue.id),
          }))}
        value={draft.queues}
        onChange={(queues) => set({ queues })}
      />
      {hours && (
        <Switch
          label={t("queues.archive")}
          hint={t("hours.archiveHint")}
          on={draft.archived}
          onChange={(archived) => set({ archived })}
        />
      )}
    </EditorSheet>
  );
}
