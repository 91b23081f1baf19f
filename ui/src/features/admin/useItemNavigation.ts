import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import type { SectionId } from "./sections";

/** The address of a thing that is still to be made. */
export const NEW = "new";

/** Opens and closes the forms of a section; the address says which is open. */
export function useItemNavigation(section: SectionId) {
  const navigate = useNavigate();
  const go = useCallback(
    (item?: string) =>
      void navigate({ to: "/admin/{-$section}/{-$item}", params: { section, item } }),
    [navigate, section],
  );
  return {
    open: go,
    create: useCallback(() => go(NEW), [go]),
    close: useCallback(() => go(), [go]),
  };
}
