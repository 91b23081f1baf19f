import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { doInBulk, undoBulk } from "@/api/case-work";
import { categoryTree, useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import { keys } from "@/api/query-keys";
import type { BulkAct, BulkDone } from "@/api/types";
import { Button, IconButton } from "@/ui/Button";
import { Menu, MenuItem } from "@/ui/Menu";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import { holdTime } from "./hold-times";
import { PRIORITIES } from "./search";
import { selectMode, selectOnly, useSelection } from "./selection";

/** Cases of one act; the server's limit. */
const AT_ONCE_MAX = 200;

/** What can be done with the selected cases; not drawn while nothing is being selected. */
export default function BulkBar({ shown }: { shown: readonly string[] }) {
  const { t } = useTranslation("inbox");
  const selection = useSelection();
  const bulk = useBulk();
  if (!selection) return null;
  const count = selection.size;
  const act = (what: BulkAct) => bulk.mutate({ cases: [...selection], act: what });
  const all = shown.length > 0 && shown.slice(0, AT_ONCE_MAX).every((id) => selection.has(id));
  return (
    <section
      aria-label={t("bulk.actions")}
      className="flex shrink-0 flex-col gap-1.5 border-border border-t bg-raised px-3 py-2 shadow-pop"
    >
      <div className="flex items-center gap-2 text-xs">
        <span aria-live="polite" className="tnum font-medium">
          {t("bulk.count", { count })}
        </span>
        <span className="grow" />
        <Button
          size="sm"
          variant="ghost"
          onPress={() => selectOnly(all ? [] : shown.slice(0, AT_ONCE_MAX))}
        >
          {t(all ? "bulk.none" : "bulk.all")}
        </Button>
        <IconButton
          size="sm"
          icon="close"
          label={t("bulk.end")}
          onPress={() => selectMode(false)}
        />
      </div>
      <Acts disabled={count === 0 || count > AT_ONCE_MAX || bulk.isPending} onAct={act} />
    </section>
  );
}

interface ActsProps {
  disabled: boolean;
  onAct: (act: BulkAct) => void;
}

function Acts({ disabled, onAct }: ActsProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const me = useMe();
  const { directory } = useNames();
  const may = (permission: "case.transfer" | "case.write") => me.permissions.includes(permission);
  const people = directory.users.filter(
    (each) => each.active && each.roles.some((role) => role === "agent" || role === "supervisor"),
  );
  const endings = directory.dispositions.filter((each) => !each.archived);
  const menu = (label: string, onChoose: (id: string) => void, items: ReactNode) => (
    <Menu
      label={label}
      placement="top start"
      onAction={(key) => onChoose(String(key))}
      trigger={
        <Button size="sm" isDisabled={disabled}>
          {label}
        </Button>
      }
    >
      {items}
    </Menu>
  );
  return (
    <div className="flex flex-wrap gap-1.5">
      {may("case.transfer") &&
        menu(t("bulk.assign"), (user) => onAct({ do: "assign", user }), [
          ...(me.permissions.includes("work.take")
            ? [
                <MenuItem key={me.id} id={me.id} icon="user">
                  {t("bulk.me")}
                </MenuItem>,
              ]
            : []),
          ...people
            .filter((each) => each.id !== me.id)
            .map((each) => (
              <MenuItem key={each.id} id={each.id}>
                {each.name}
              </MenuItem>
            )),
        ])}
      {may("case.transfer") &&
        menu(
          t("bulk.queue"),
          (queue) => onAct({ do: "queue", queue }),
          directory.queues
            .filter((each) => !each.archived)
            .map((each) => (
              <MenuItem key={each.id} id={each.id}>
                {each.name}
              </MenuItem>
            )),
        )}
      {menu(
        t("bulk.category"),
        (category) => onAct({ do: "category", category }),
        categoryTree(directory.categories).map((each) => (
          <MenuItem key={each.id} id={each.id} textValue={each.name}>
            <span style={{ paddingLeft: each.depth * 12 }}>{each.name}</span>
          </MenuItem>
        )),
      )}
      {menu(
        t("bulk.priority"),
        (priority) => onAct({ do: "priority", priority: priority as (typeof PRIORITIES)[number] }),
        PRIORITIES.map((id) => (
          <MenuItem key={id} id={id}>
            {c(`priority.${id}`)}
          </MenuItem>
        )),
      )}
      {endings.length > 0 &&
        menu(
          t("bulk.disposition"),
          (disposition) => onAct({ do: "disposition", disposition }),
          endings.map((each) => (
            <MenuItem key={each.id} id={each.id}>
              {each.name}
            </MenuItem>
          )),
        )}
      <Button
        size="sm"
        icon="pause"
        isDisabled={disabled}
        onPress={() => {
          const at = holdTime("tomorrow", Date.now());
          if (at !== null) onAct({ do: "hold", until: new Date(at).toISOString() });
        }}
      >
        {t("bulk.hold")}
      </Button>
      <Button size="sm" icon="check" isDisabled={disabled} onPress={() => onAct({ do: "resolve" })}>
        {t("bulk.resolve")}
      </Button>
    </div>
  );
}

/** Does one thing with several cases, tells what became of it, and offers the way back. */
function useBulk() {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const reread = (told: BulkDone) => {
    for (const id of told.done) void cache.invalidateQueries({ queryKey: keys.detail(id) });
    void cache.invalidateQueries({ queryKey: keys.lists });
    void cache.invalidateQueries({ queryKey: keys.counts });
  };
  const refused = ({ refused }: BulkDone) => {
    if (refused.length === 0) return;
    const reason = [...new Set(refused.map((each) => each.text))].join(" ");
    toast(t("bulk.refused", { count: refused.length, reason }), "bad");
  };
  const failed = (error: unknown) => toast(problemText(error, c("actionFailed")), "bad");
  const back = useMutation({
    mutationFn: undoBulk,
    onSuccess: (told) => {
      reread(told);
      toast(t("bulk.undone", { count: told.done.length }));
      refused(told);
    },
    onError: failed,
  });
  return useMutation({
    mutationFn: ({ cases, act }: { cases: string[]; act: BulkAct }) => doInBulk(cases, act),
    onSuccess: (told) => {
      reread(told);
      const { bulk } = told;
      const undo = bulk
        ? { label: t("bulk.undo"), back: true, run: () => back.mutate(bulk) }
        : undefined;
      if (told.done.length > 0) toast(t("bulk.done", { count: told.done.length }), "ok", undo);
      refused(told);
      // What was not done stays selected.
      if (told.refused.length > 0) selectOnly(told.refused.map((each) => each.case));
      else selectMode(false);
    },
    onError: failed,
  });
}
