import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { changeCategory, createCategory } from "@/api/admin";
import type { CategoryChange, NewCategory } from "@/api/admin-types";
import { directoryQuery } from "@/api/directory";
import { keys } from "@/api/query-keys";
import type { CategoryView, Directory } from "@/api/types";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import { moved, placed } from "./tree";

/** The categories and what one does with them. Moves show at once and are taken back on failure. */
export function useCategories() {
  const { t } = useTranslation("common");
  const cache = useQueryClient();
  const directory = useQuery(directoryQuery);
  const categories = directory.data?.categories ?? [];
  const reread = () => cache.invalidateQueries({ queryKey: keys.directory });
  const cached = () => cache.getQueryData<Directory>(keys.directory)?.categories ?? [];
  const keep = (after: CategoryView[]) =>
    cache.setQueryData<Directory>(
      keys.directory,
      (present) => present && { ...present, categories: after },
    );
  /** The category as it stands now, after somebody else has changed it. */
  const latest = async (id: string) => {
    await reread();
    return cached().find((each) => each.id === id);
  };
  const complain = (error: unknown) => {
    toast(problemText(error, t("actionFailed")), "bad");
    void reread();
  };

  const add = useMutation({
    mutationFn: (input: NewCategory) => createCategory(input),
    onSuccess: reread,
  });
  const change = useMutation({
    // By the version that the person saw when it began.
    mutationFn: ({ category, ...input }: CategoryChange & { category: CategoryView }) =>
      changeCategory(category, input),
    onSuccess: reread,
  });
  const move = useMutation({
    mutationFn: async ({ id, step }: { id: string; step: -1 | 1 }) => {
      const present = cached();
      const placements = moved(present, id, step);
      keep(placed(present, placements));
      for (const { id: which, position } of placements) {
        // The move before this one has brought a new version.
        const category = cached().find((each) => each.id === which);
        if (!category) continue;
        const after = await changeCategory(category, { position });
        keep(cached().map((each) => (each.id === which ? after : each)));
      }
    },
    onError: complain,
    // Several moves in a row are one reading.
    onSettled: () => (cache.isMutating({ mutationKey: ["move"] }) <= 1 ? reread() : undefined),
    mutationKey: ["move"],
    // One after the other: two moves at once would write over each other.
    scope: { id: "categories" },
  });
  return { directory, categories, add, change, move, latest, complain };
}
