import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import {
  Header,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  type Selection,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import { transferCase } from "@/api/cases";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import { keys } from "@/api/query-keys";
import type { CaseRow, Presence, Transfer, UserId } from "@/api/types";
import { boardQuery } from "@/api/work";
import { useLinkState, useTopic } from "@/realtime/live";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { optionLook } from "@/ui/Menu";
import { PresenceMark } from "@/ui/PresenceMark";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

/** Stands for whichever supervisor is free. */
const SUPERVISOR = "supervisor";
/** Roles that take work. */
const WORKERS = new Set(["agent", "supervisor", "admin"]);

interface TransferDialogProps {
  row: CaseRow;
  /** It is being offered to somebody right now. */
  offered: boolean;
  onClose: () => void;
}

/** Hands a case to a queue or a colleague, with what the next one should know. */
export default function TransferDialog({ row, offered, onClose }: TransferDialogProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const [filter, setFilter] = useState("");
  const [target, setTarget] = useState<string | null>(null);
  const [note, setNote] = useState("");

  // A supervisor decides; what is to be decided must be said.
  const asks = target === SUPERVISOR;

  const transfer = useMutation({
    mutationFn: () => transferCase(row.id, { ...targetOf(target), note: note.trim() || undefined }),
    onSuccess: () => {
      toast(t("transfer.done", { number: row.number }));
      void cache.invalidateQueries({ queryKey: keys.case(row.id) });
      onClose();
    },
  });

  return (
    <Dialog
      open
      onClose={onClose}
      title={t("transfer.title", { number: row.number })}
      hint={offered ? t("transfer.offered") : t("transfer.hint")}
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            icon="transfer"
            isDisabled={target === null || (asks && note.trim() === "")}
            isPending={transfer.isPending}
            onPress={() => transfer.mutate()}
          >
            {t("action.transfer")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextField
          label={t("transfer.search")}
          value={filter}
          onChange={setFilter}
          placeholder={t("transfer.searchHint")}
          autoFocus
        />
        <Targets row={row} filter={filter} target={target} onTarget={setTarget} />
        <TextField
          label={t("transfer.note")}
          hint={asks ? t("transfer.noteNeeded") : t("transfer.noteHint")}
          isRequired={asks}
          value={note}
          onChange={setNote}
          rows={3}
          error={transfer.error ? problemText(transfer.error, c("actionFailed")) : null}
        />
      </div>
    </Dialog>
  );
}

/** `queue:<id>` or `user:<id>` as the API wants it. */
function targetOf(target: string | null): Transfer {
  const [kind, id] = (target ?? "").split(":");
  if (kind === SUPERVISOR) return { supervisor: true };
  return kind === "queue" ? { queue: id } : { user: id };
}

/** Who is there right now, for those who may see it: never what was true some time ago. */
function usePresences(): ReadonlyMap<UserId, Presence> {
  const allowed = useMe().permissions.includes("board.read");
  useTopic(allowed ? "board" : null);
  const online = useLinkState() === "online";
  // What is in the cache may be from an earlier visit to the board; only a fresh answer counts.
  const { data, isFetchedAfterMount } = useQuery({ ...boardQuery, enabled: allowed, staleTime: 0 });
  return useMemo(() => {
    const live = allowed && online && isFetchedAfterMount;
    return new Map((live ? data?.agents : undefined)?.map((each) => [each.user, each.state]));
  }, [allowed, online, isFetchedAfterMount, data]);
}

interface TargetsProps {
  row: CaseRow;
  filter: string;
  target: string | null;
  onTarget: (target: string | null) => void;
}

function Targets({ row, filter, target, onTarget }: TargetsProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const { directory } = useNames();
  const presence = usePresences();
  const me = useMe();
  const { supervisor, queues, people } = useMemo(() => {
    const wanted = filter.normalize("NFKC").toLowerCase().replaceAll(/\s/gu, "");
    const fits = (name: string) => name.toLowerCase().replaceAll(/\s/gu, "").includes(wanted);
    return {
      supervisor:
        fits(t("transfer.supervisor")) &&
        directory.users.some(
          (each) => each.active && each.id !== me.id && each.roles.includes("supervisor"),
        ),
      queues: directory.queues.filter((each) => !each.archived && fits(each.name)),
      people: directory.users.filter(
        (each) =>
          each.active &&
          each.id !== row.owner &&
          each.roles.some((role) => WORKERS.has(role)) &&
          fits(each.name),
      ),
    };
  }, [directory, filter, row.owner, me.id, t]);

  return (
    <ListBox
      aria-label={t("transfer.targets")}
      selectionMode="single"
      selectedKeys={target ? [target] : []}
      onSelectionChange={(keys: Selection) =>
        onTarget(keys === "all" ? null : (([...keys][0] as string | undefined) ?? null))
      }
      renderEmptyState={() => (
        <p className="p-4 text-center text-muted text-sm">{t("transfer.empty")}</p>
      )}
      className="max-h-64 min-h-24 overflow-y-auto rounded-md border border-border p-1 outline-none"
    >
      {supervisor && (
        <ListBoxItem
          id={SUPERVISOR}
          textValue={t("transfer.supervisor")}
          className={`${optionLook} selected:bg-accent-weak`}
        >
          <Icon name="flag" className="text-warn" />
          <span className="grow">{t("transfer.supervisor")}</span>
          <span className="text-2xs text-muted">{t("transfer.supervisorHint")}</span>
        </ListBoxItem>
      )}
      {queues.length > 0 && (
        <ListBoxSection>
          <Header className="px-2 pt-1 text-2xs text-muted">{t("transfer.queues")}</Header>
          {queues.map((each) => (
            <ListBoxItem
              key={each.id}
              id={`queue:${each.id}`}
              textValue={each.name}
              className={`${optionLook} selected:bg-accent-weak`}
            >
              <Icon name="queue" className="text-muted" />
              <span className="grow">{each.name}</span>
              {each.id === row.queue && (
                <span className="text-2xs text-muted">{t("transfer.here")}</span>
              )}
            </ListBoxItem>
          ))}
        </ListBoxSection>
      )}
      {people.length > 0 && (
        <ListBoxSection>
          <Header className="px-2 pt-2 text-2xs text-muted">{t("transfer.people")}</Header>
          {people.map((each) => {
            const state = presence.get(each.id);
            return (
              <ListBoxItem
                key={each.id}
                id={`user:${each.id}`}
                textValue={each.name}
                className={`${optionLook} selected:bg-accent-weak`}
              >
                <Avatar name={each.name} size={22} />
                <span className="grow">{each.name}</span>
                {state && (
                  <span className="flex items-center gap-1.5 text-2xs text-muted">
                    <PresenceMark state={state} />
                    {c(`presence.${state}`)}
                  </span>
                )}
              </ListBoxItem>
            );
          })}
        </ListBoxSection>
      )}
    </ListBox>
  );
}
