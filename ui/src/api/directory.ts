import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "./client";
import { keys } from "./query-keys";
import type { CategoryView, ChannelBrief, Directory, QueueBrief, UserBrief } from "./types";

export const directoryQuery = queryOptions({
  queryKey: keys.directory,
  queryFn: ({ signal }) => api.get<Directory>("/directory", undefined, signal),
  staleTime: 5 * 60_000,
});

/** The names of colleagues, queues, categories and channels, by id. */
export interface Names {
  users: Map<string, UserBrief>;
  queues: Map<string, QueueBrief>;
  categories: Map<string, CategoryView>;
  channels: Map<string, ChannelBrief>;
  directory: Directory;
  /** Whether it has been read. */
  ready: boolean;
}

const EMPTY: Directory = {
  users: [],
  queues: [],
  categories: [],
  channels: [],
  dispositions: [],
  resolve_rule: { category: false, disposition: false },
  translates_to: [],
};

const byId = <T extends { id: string }>(rows: T[]) => new Map(rows.map((row) => [row.id, row]));

/** The directory as look-ups; empty until it has been read. */
export function useNames(): Names {
  const { data = EMPTY, isSuccess } = useQuery(directoryQuery);
  return useMemo(
    () => ({
      users: byId(data.users),
      queues: byId(data.queues),
      categories: byId(data.categories),
      channels: byId(data.channels),
      directory: data,
      ready: isSuccess || data !== EMPTY,
    }),
    [data, isSuccess],
  );
}

/** A category with its level below the root, for lists that show the tree. */
export interface CategoryNode extends CategoryView {
  depth: number;
}

/** The categories in use, parents before their children, siblings in their order. */
export function categoryTree(categories: CategoryView[]): CategoryNode[] {
  const children = new Map<string | null, CategoryView[]>();
  for (const category of categories) {
    if (category.archived) continue;
    const siblings = children.get(category.parent) ?? [];
    siblings.push(category);
    children.set(category.parent, siblings);
  }
  const out: CategoryNode[] = [];
  const walk = (parent: string | null, depth: number) => {
    const level = children.get(parent) ?? [];
    for (const category of level.sort((a, b) => a.position - b.position)) {
      out.push({ ...category, depth });
      walk(category.id, depth + 1);
    }
  };
  walk(null, 0);
  return out;
}
