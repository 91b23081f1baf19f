import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { combination } from "@/lib/shortcuts";
import { Badge } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { DEPTH_MAX, type TreeNode } from "./tree";

/** Pixels a level stands to the right of the one above. */
const INDENT = 24;

interface CategoryLineProps {
  node: TreeNode;
  onMove: (step: -1 | 1) => void;
  onRename: () => void;
  onChild: () => void;
  onArchive: (archived: boolean) => void;
}

/** One category: its name is renamed by Enter, Alt+↑ ↓ move it among its siblings. */
export function CategoryLine({ node, onMove, onRename, onChild, onArchive }: CategoryLineProps) {
  const { t } = useTranslation("admin");
  const { category, depth, movable } = node;
  const { name, archived } = category;
  return (
    <div
      className="flex h-(--row-data) items-center gap-1 pr-2 hover:bg-subtle"
      style={{ paddingLeft: 12 + depth * INDENT }}
    >
      <Icon name="tag" size={14} className="text-muted" />
      <button
        type="button"
        data-name-link
        onClick={onRename}
        onKeyDown={(event) => {
          const steps: Record<string, -1 | 1> = { "alt+arrowup": -1, "alt+arrowdown": 1 };
          const step = steps[combination(event.nativeEvent)];
          if (step === undefined) return;
          event.preventDefault();
          onMove(step);
        }}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
        aria-label={t("categories.rename", { name })}
        className={cx(
          "ring-inset-focus h-7 min-w-0 truncate rounded px-2 text-left text-sm hover:bg-subtle-strong",
          depth === 0 && "font-medium",
          archived && "text-muted",
        )}
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
            label={t("categories.moveUp", { name })}
            keys="Alt+↑"
            isDisabled={!movable.up}
            onPress={() => onMove(-1)}
          />
          <IconButton
            size="sm"
            icon="up"
            className="rotate-180"
            label={t("categories.moveDown", { name })}
            keys="Alt+↓"
            isDisabled={!movable.down}
            onPress={() => onMove(1)}
          />
          <IconButton
            size="sm"
            icon="plus"
            label={t("categories.addChild", { name })}
            isDisabled={depth + 1 >= DEPTH_MAX}
            onPress={onChild}
          />
        </>
      )}
      <IconButton
        size="sm"
        icon={archived ? "retry" : "archive"}
        label={t(archived ? "categories.restore" : "categories.archive", { name })}
        onPress={() => onArchive(!archived)}
      />
    </div>
  );
}
