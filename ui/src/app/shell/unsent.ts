import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { UserId } from "@/api/types";
import { onFailure, retryTemporary } from "@/features/inbox/outbox";
import { stream } from "@/realtime/live";
import { toast } from "@/ui/Toast";

/**
 * What was written and could not be sent, on whichever page its author is by then: sent again once
 * the line is back, and said where its case is not on screen.
 */
export function useUnsent(me: UserId): void {
  const { t } = useTranslation("common");
  const router = useRouter();

  useEffect(() => {
    const retry = () => stream.state() === "online" && retryTemporary(me);
    retry();
    return stream.onState(retry);
  }, [me]);

  useEffect(
    () =>
      onFailure((entry) => {
        if (entry.author !== me) return;
        if (router.state.location.pathname.endsWith(`/${entry.case}`)) return;
        toast(t(`unsent.${entry.kind}`, { number: entry.number }), "bad", {
          label: t("openCase"),
          run: () =>
            void router.navigate({
              to: "/inbox/{-$view}/{-$caseId}",
              params: { view: "all", caseId: entry.case },
            }),
        });
      }),
    [me, router, t],
  );
}
