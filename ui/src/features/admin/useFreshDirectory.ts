import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";

/**
 * Reads colleagues and queues anew when a form opens in which they are chosen. Returns whether they
 * are known: a form without them would begin from nobody.
 */
export function useFreshDirectory(item: string | undefined): boolean {
  const cache = useQueryClient();
  const { ready } = useNames();
  useEffect(() => {
    if (item === undefined) return;
    void cache.invalidateQueries({ queryKey: keys.directory }, { cancelRefetch: false });
  }, [cache, item]);
  return ready;
}
