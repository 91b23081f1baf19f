import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { changePolicy, policiesQuery } from "@/api/admin";
import type { SlaPolicy } from "@/api/admin-types";
import { keys } from "@/api/query-keys";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";
import { inTurn, moved, placed } from "./order";

const MOVE = ["move-policy"];

/** The policies and how they are put in order. A move shows at once and is taken back on failure. */
export function usePolicies() {
  const { t } = useTranslation("common");
  const cache = useQueryClient();
  const list = useQuery(policiesQuery);
  const cached = () => cache.getQueryData<SlaPolicy[]>(keys.admin("sla")) ?? [];
  const keep = (after: SlaPolicy[]) => cache.setQueryData<SlaPolicy[]>(keys.admin("sla"), after);
  const reread = () => cache.invalidateQueries({ queryKey: keys.admin("sla") });

  const move = useMutation({
    mutationFn: async ({ id, step }: { id: string; step: -1 | 1 }) => {
      // A reading under way would bring the order of before.
      await cache.cancelQueries({ queryKey: keys.admin("sla") });
      const present = cached();
      const placements = moved(present, id, step);
      keep(placed(present, placements));
      for (const { id: which, position } of placements) {
        // By the version that was read; the move before this one has brought a new one.
        const policy = cached().find((each) => each.id === which);
        if (!policy) continue;
        const after = await changePolicy(policy, { position });
        keep(cached().map((each) => (each.id === which ? after : each)));
      }
    },
    onError: (error) => {
      toast(problemText(error, t("actionFailed")), "bad");
      void reread();
    },
    // Several moves in a row are one reading.
    onSettled: () => (cache.isMutating({ mutationKey: MOVE }) <= 1 ? reread() : undefined),
    mutationKey: MOVE,
    // One after the other: two moves at once would write over each other.
    scope: { id: "policies" },
  });
  return { list, policies: inTurn(list.data ?? []), move };
}
