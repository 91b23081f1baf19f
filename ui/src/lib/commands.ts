import { useEffect, useRef } from "react";
import type { IconName } from "@/ui/Icon";

/** An action of the page on screen that the palette offers. */
export interface Command {
  id: string;
  label: string;
  icon: IconName;
  /** Its shortcut, to be learnt by reading. */
  keys?: string;
  run: () => void;
}

let next = 1;
const sources = new Map<number, () => Command[]>();

/** Everything the mounted pages offer right now. */
export function pageCommands(): Command[] {
  return [...sources.values()].flatMap((source) => source());
}

/** Offers actions in the palette while mounted. */
export function useCommands(commands: Command[]): void {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const id = next++;
    sources.set(id, () => latest.current);
    return () => {
      sources.delete(id);
    };
  }, []);
}
