import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { setSignedOutHandler } from "@/api/client";
import { useMe } from "@/api/me";
import { queryClient } from "@/api/query-client";
import { useShortcuts } from "@/lib/shortcuts";
import { startLive, stopLive } from "@/realtime/live";
import { Announcer } from "@/ui/Announcer";
import { ToastRegion } from "@/ui/Toast";
import { ConnectionBar } from "./shell/ConnectionBar";
import { OfferLayer } from "./shell/OfferLayer";
import { Rail } from "./shell/Rail";
import { TopBar } from "./shell/TopBar";
import { useUnsent } from "./shell/unsent";

const CommandPalette = lazy(() => import("./shell/CommandPalette"));
const ShortcutHelp = lazy(() => import("./shell/ShortcutHelp"));

/** The frame around every page of the desk: rail, top bar, offers, palette. */
export function Shell() {
  const { t } = useTranslation("common");
  const me = useMe();
  const navigate = useNavigate();
  const [overlay, setOverlay] = useState<"palette" | "help" | null>(null);

  useEffect(() => {
    const leave = async () => {
      stopLive();
      const next = location.pathname + location.search;
      await navigate({ to: "/sign-in", search: { next, expired: true } });
      queryClient.clear();
    };
    const signedOut = () => void leave();
    setSignedOutHandler(signedOut);
    // The stream carries cases; whoever may not see them has nothing to follow.
    if (me.permissions.includes("case.read")) startLive(me, signedOut);
  }, [me, navigate]);

  useUnsent(me.id);
  useShortcuts({
    "mod+k": () => setOverlay("palette"),
    "?": () => setOverlay("help"),
  });

  return (
    <div className="flex h-full min-w-[960px]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded focus:bg-raised focus:p-2"
      >
        {t("skipToMain")}
      </a>
      <Rail permissions={me.permissions} />
      <div className="flex min-w-0 grow flex-col">
        <TopBar me={me} onPalette={() => setOverlay("palette")} onHelp={() => setOverlay("help")} />
        <ConnectionBar />
        <main id="main" tabIndex={-1} className="flex min-h-0 grow flex-col outline-none">
          <Suspense fallback={null}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <OfferLayer enabled={me.permissions.includes("work.take")} />
      <ToastRegion />
      <Announcer />
      <Suspense fallback={null}>
        {overlay === "palette" && (
          <CommandPalette onClose={() => setOverlay(null)} onHelp={() => setOverlay("help")} />
        )}
        {overlay === "help" && <ShortcutHelp onClose={() => setOverlay(null)} />}
      </Suspense>
    </div>
  );
}
