import type { CategoryView } from "@/api/types";

/** Levels of the tree; the server refuses a fifth. */
export const DEPTH_MAX = 4;

/** A category in its place. */
export interface TreeNode {
  category: CategoryView;
  /** From 0 at the top. */
  depth: number;
  /** Whether there is a sibling in use before it, and after it. */
  movable: { up: boolean; down: boolean };
}

const byPlace = (a: CategoryView, b: CategoryView) =>
  a.position - b.position || a.name.localeCompare(b.name, "ja");

/** The siblings of a category in their order, those in use only: nobody sorts among the others. */
function siblingsOf(categories: readonly CategoryView[], category: CategoryView): CategoryView[] {
  return categories
    .filter((each) => each.parent === category.parent && !each.archived)
    .sort(byPlace);
}

/**
 * The tree as lines, parents before their children. Archived ones come last among their siblings,
 * if wanted at all; what stands under a hidden one is hidden too.
 */
export function treeLines(categories: readonly CategoryView[], archivedToo: boolean): TreeNode[] {
  const shown = categories.filter((each) => archivedToo || !each.archived);
  const lines: TreeNode[] = [];
  const walk = (parent: string | null, depth: number) => {
    const level = shown
      .filter((each) => each.parent === parent)
      .sort((a, b) => Number(a.archived) - Number(b.archived) || byPlace(a, b));
    for (const category of level) {
      const siblings = siblingsOf(categories, category);
      const at = siblings.indexOf(category);
      lines.push({
        category,
        depth,
        movable: { up: at > 0, down: at >= 0 && at < siblings.length - 1 },
      });
      // Stored data may hold a circle; the depth ends it.
      if (depth + 1 < DEPTH_MAX) walk(category.id, depth + 1);
    }
  };
  walk(null, 0);
  return lines;
}

/** A new place of a category. */
export interface Placement {
  id: string;
  position: number;
}

/**
 * What changes when a category moves by one place among its siblings: as few placements as
 * possible, but all siblings where positions are not distinct.
 */
export function moved(categories: readonly CategoryView[], id: string, step: -1 | 1): Placement[] {
  const category = categories.find((each) => each.id === id);
  if (!category) return [];
  const siblings = siblingsOf(categories, category);
  const from = siblings.findIndex((each) => each.id === id);
  const to = from + step;
  const other = siblings[to];
  if (from < 0 || !other) return [];
  const order = siblings.with(from, other).with(to, category);
  return order
    .map((each, position) => ({ id: each.id, position, before: each.position }))
    .filter((each) => each.position !== each.before)
    .map(({ id: which, position }) => ({ id: which, position }));
}

/** The categories with some at their new places. */
export function placed(
  categories: readonly CategoryView[],
  placements: readonly Placement[],
): CategoryView[] {
  const places = new Map(placements.map((each) => [each.id, each.position]));
  return categories.map((each) => ({ ...each, position: places.get(each.id) ?? each.position }));
}
