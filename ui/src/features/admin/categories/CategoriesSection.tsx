import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import type { CategoryView } from "@/api/types";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState, problemText } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { Switch } from "@/ui/Switch";
import type { SectionProps } from "../AdminPage";
import { moveBetweenNames } from "../AdminTable";
import { SectionFrame } from "../SectionFrame";
import { CategoryLine } from "./CategoryLine";
import { NameForm } from "./NameForm";
import { type TreeNode, treeLines } from "./tree";
import { useCategories } from "./useCategories";

/**
 * What is being typed: a new name of a category, as it was when the typing began, or the name of a
 * new one under it.
 */
type Typing =
  | { kind: "rename"; id: string; category: CategoryView }
  | { kind: "child"; id: string }
  | { kind: "top" }
  | null;

/** The tree by which cases are sorted. */
export default function CategoriesSection(_props: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { directory, categories, add, change, move, latest, complain } = useCategories();
  const [archivedToo, setArchivedToo] = useState(false);
  const [typing, setTyping] = useState<Typing>(null);
  const lines = treeLines(categories, archivedToo);
  const stop = () => {
    add.reset();
    change.reset();
    setTyping(null);
  };

  const actions = (node: TreeNode) => ({
    onMove: (step: -1 | 1) => {
      if (!(step < 0 ? node.movable.up : node.movable.down)) return;
      move.mutate({ id: node.category.id, step });
      announce(t(step < 0 ? "categories.movedUp" : "categories.movedDown", nameOf(node.category)));
    },
    onRename: () => setTyping({ kind: "rename", id: node.category.id, category: node.category }),
    onChild: () => setTyping({ kind: "child", id: node.category.id }),
    onArchive: (archived: boolean) =>
      change.mutate({ category: node.category, archived }, { onError: complain }),
  });
  const conflict = change.error instanceof ApiProblem && change.error.status === 412;
  const takeTheirs = async (id: string) => {
    const category = await latest(id);
    if (!category) return undefined;
    change.reset();
    setTyping({ kind: "rename", id, category });
    return category.name;
  };
  const addForm = (parent: CategoryView | null, depth: number) => (
    <NameForm
      depth={depth}
      label={parent ? t("categories.childName", nameOf(parent)) : t("categories.topName")}
      saveLabel={t("create")}
      pending={add.isPending}
      error={add.error && problemText(add.error, c("actionFailed"))}
      onSave={(name) => add.mutate({ parent: parent?.id, name }, { onSuccess: stop })}
      onCancel={stop}
    />
  );

  return (
    <SectionFrame
      section="categories"
      tools={
        <>
          <Switch label={t("categories.showArchived")} on={archivedToo} onChange={setArchivedToo} />
          <Button variant="primary" icon="plus" onPress={() => setTyping({ kind: "top" })}>
            {t("categories.add")}
          </Button>
        </>
      }
    >
      {directory.isPending && <SkeletonRows rows={8} label={c("loading")} />}
      {directory.isError && (
        <ProblemState error={directory.error} onRetry={() => void directory.refetch()} />
      )}
      {directory.data && lines.length === 0 && typing === null && (
        <EmptyState icon="tag" title={t("categories.empty")} hint={t("categories.emptyHint")} />
      )}
      {(lines.length > 0 || typing !== null) && (
        <ul
          aria-label={t("sections.categories.title")}
          onKeyDown={moveBetweenNames}
          className="min-h-0 max-w-4xl overflow-y-auto rounded-lg border border-border bg-panel"
        >
          {lines.map((node) => {
            const { id, name } = node.category;
            const here = typing && "id" in typing && typing.id === id ? typing : null;
            return (
              <li key={id} className="border-border border-b last:border-0">
                {here?.kind === "rename" ? (
                  <NameForm
                    depth={node.depth}
                    initial={name}
                    label={t("categories.newName", nameOf(node.category))}
                    saveLabel={c("save")}
                    pending={change.isPending}
                    error={
                      change.error && !conflict
                        ? problemText(change.error, c("actionFailed"))
                        : null
                    }
                    onConflict={conflict ? () => takeTheirs(id) : undefined}
                    onSave={(next) =>
                      change.mutate({ category: here.category, name: next }, { onSuccess: stop })
                    }
                    onCancel={stop}
                  />
                ) : (
                  <CategoryLine node={node} {...actions(node)} />
                )}
                {here?.kind === "child" && addForm(node.category, node.depth + 1)}
              </li>
            );
          })}
          {typing?.kind === "top" && <li>{addForm(null, 0)}</li>}
        </ul>
      )}
      <p className="text-muted text-xs">{t("categories.keys")}</p>
    </SectionFrame>
  );
}

const nameOf = ({ name }: CategoryView) => ({ name });
