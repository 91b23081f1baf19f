import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeDisposition, createDisposition, setResolveRule } from "@/api/admin";
import type { DispositionChange } from "@/api/admin-types";
import { directoryQuery } from "@/api/directory";
import { keys } from "@/api/query-keys";
import type { DispositionView, ResolveRule } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Icon } from "@/ui/Icon";
import { ProblemState, problemText } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import type { SectionProps } from "../AdminPage";
import { moveBetweenNames } from "../AdminTable";
import { NameForm } from "../categories/NameForm";
import { SectionFrame } from "../SectionFrame";

/** How cases end, and what must be said before they do. */
export default function EndingsSection(_props: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const directory = useQuery(directoryQuery);
  const { add, change, swap, rule } = useEndings();
  const [archivedToo, setArchivedToo] = useState(false);
  /** Which name is being typed; `new` for one to be made. */
  const [typing, setTyping] = useState<string | null>(null);
  const stop = () => {
    add.reset();
    change.reset();
    setTyping(null);
  };
  const all = directory.data?.dispositions ?? [];
  const inUse = all.filter((each) => !each.archived);
  const shown = archivedToo ? [...inUse, ...all.filter((each) => each.archived)] : inUse;
  const rules = directory.data?.resolve_rule;

  return (
    <SectionFrame
      section="endings"
      tools={
        <>
          <Switch label={t("endings.showArchived")} on={archivedToo} onChange={setArchivedToo} />
          <Button variant="primary" icon="plus" onPress={() => setTyping("new")}>
            {t("endings.add")}
          </Button>
        </>
      }
    >
      {directory.isPending && <SkeletonRows rows={6} label={c("loading")} />}
      {directory.isError && (
        <ProblemState error={directory.error} onRetry={() => void directory.refetch()} />
      )}
      {rules && (
        <section className="max-w-4xl shrink-0 rounded-lg border border-border bg-panel px-4 py-3">
          <h2 className="mb-1 text-sm">{t("endings.rule")}</h2>
          <Switch
            label={t("endings.ruleCategory")}
            hint={t("endings.ruleCategoryHint")}
            on={rules.category}
            onChange={(category) => rule.mutate({ ...rules, category })}
          />
          <Switch
            label={t("endings.ruleDisposition")}
            hint={t("endings.ruleDispositionHint")}
            on={rules.disposition}
            disabled={inUse.length === 0 && !rules.disposition}
            onChange={(disposition) => rule.mutate({ ...rules, disposition })}
          />
        </section>
      )}
      {directory.data && shown.length === 0 && typing === null && (
        <EmptyState icon="check" title={t("endings.empty")} hint={t("endings.emptyHint")} />
      )}
      {(shown.length > 0 || typing !== null) && (
        <ul
          aria-label={t("endings.list")}
          onKeyDown={moveBetweenNames}
          className="min-h-0 max-w-4xl overflow-y-auto rounded-lg border border-border bg-panel"
        >
          {shown.map((one) => (
            <li key={one.id} className="border-border border-b last:border-0">
              {typing === one.id ? (
                <NameForm
                  depth={0}
                  initial={one.name}
                  label={t("endings.newName", { name: one.name })}
                  saveLabel={c("save")}
                  pending={change.isPending}
                  error={change.error ? problemText(change.error, c("actionFailed")) : null}
                  onSave={(name) => change.mutate({ one, name }, { onSuccess: stop })}
                  onCancel={stop}
                />
              ) : (
                <EndingLine
                  one={one}
                  above={before(inUse, one)}
                  below={after(inUse, one)}
                  onRename={() => setTyping(one.id)}
                  onSwap={(other) => swap.mutate([one, other])}
                  onArchive={(archived) => change.mutate({ one, archived })}
                />
              )}
            </li>
          ))}
          {typing === "new" && (
            <li>
              <NameForm
                depth={0}
                label={t("endings.name")}
                saveLabel={t("create")}
                pending={add.isPending}
                error={add.error ? problemText(add.error, c("actionFailed")) : null}
                onSave={(name) => add.mutate(name, { onSuccess: stop })}
                onCancel={stop}
              />
            </li>
          )}
        </ul>
      )}
    </SectionFrame>
  );
}

const before = (all: readonly DispositionView[], one: DispositionView) =>
  all[all.findIndex((each) => each.id === one.id) - 1];
const after = (all: readonly DispositionView[], one: DispositionView) => {
  const at = all.findIndex((each) => each.id === one.id);
  return at < 0 ? undefined : all[at + 1];
};

interface EndingLineProps {
  one: DispositionView;
  /** Those next to it that are in use. */
  above: DispositionView | undefined;
  below: DispositionView | undefined;
  onRename: () => void;
  onSwap: (other: DispositionView) => void;
  onArchive: (archived: boolean) => void;
}

function EndingLine({ one, above, below, onRename, onSwap, onArchive }: EndingLineProps) {
  const { t } = useTranslation("admin");
  const { name, archived } = one;
  return (
    <div className="flex h-(--row-data) items-center gap-1 pr-2 pl-3 hover:bg-subtle">
      <Icon name="check" size={14} className="text-muted" />
      <button
        type="button"
        data-name-link
        onClick={onRename}
        aria-label={t("endings.rename", { name })}
        className={`ring-inset-focus h-7 min-w-0 truncate rounded px-2 text-left text-sm hover:bg-subtle-strong ${archived ? "text-muted" : ""}`}
      >
        {name}
      </button>
      {archived && <Badge icon="archive">{t("archived")}</Badge>}
      <span className="grow" />
      {!archived && (
        <>
          <IconButton
            size="sm"
            icon="up"
            label={t("endings.moveUp", { name })}
            isDisabled={!above}
            onPress={() => above && onSwap(above)}
          />
          <IconButton
            size="sm"
            icon="up"
            className="rotate-180"
            label={t("endings.moveDown", { name })}
            isDisabled={!below}
            onPress={() => below && onSwap(below)}
          />
        </>
      )}
      <IconButton
        size="sm"
        icon={archived ? "reopen" : "archive"}
        label={t(archived ? "endings.restore" : "endings.archive", { name })}
        onPress={() => onArchive(!archived)}
      />
    </div>
  );
}

function useEndings() {
  const { t } = useTranslation("common");
  const cache = useQueryClient();
  const reread = () => cache.invalidateQueries({ queryKey: keys.directory });
  const complain = (error: unknown) => {
    toast(problemText(error, t("actionFailed")), "bad");
    void reread();
  };
  const add = useMutation({ mutationFn: createDisposition, onSuccess: reread });
  const change = useMutation({
    mutationFn: ({ one, ...input }: DispositionChange & { one: DispositionView }) =>
      changeDisposition(one, input),
    onSuccess: reread,
    onError: complain,
  });
  const swap = useMutation({
    mutationFn: async ([one, other]: [DispositionView, DispositionView]) => {
      await changeDisposition(one, { position: other.position });
      await changeDisposition(other, { position: one.position });
    },
    onSuccess: reread,
    onError: complain,
  });
  const rule = useMutation({
    mutationFn: (wanted: ResolveRule) => setResolveRule(wanted),
    onSuccess: reread,
    onError: complain,
  });
  return { add, change, swap, rule };
}
