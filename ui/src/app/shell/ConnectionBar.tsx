import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { stream, useLinkState, useOutdated } from "@/realtime/live";
import { announce } from "@/ui/Announcer";
import { Icon } from "@/ui/Icon";

/** Milliseconds a short interruption stays unmentioned. */
const GRACE_MS = 1_500;

function subscribeOnline(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

/** Says when the desk is cut off from the server, or older than it. */
export function ConnectionBar() {
  const { t } = useTranslation("common");
  const link = useLinkState();
  const online = useSyncExternalStore(subscribeOnline, () => navigator.onLine);
  const outdated = useOutdated();
  const cut = useDelayed(!online || link === "reconnecting", GRACE_MS);
  const wasCut = useRef(false);

  useEffect(() => {
    if (wasCut.current && !cut) announce(t("link.back"));
    wasCut.current = cut;
  }, [cut, t]);

  if (cut) {
    return (
      <div
        role="alert"
        className="flex min-h-8 shrink-0 items-center gap-2 border-border border-b bg-warn-weak px-3 text-warn text-xs"
      >
        <Icon name="wifi" size={14} />
        <span className="grow">{online ? t("link.reconnecting") : t("link.offline")}</span>
        {online && (
          <button
            type="button"
            className="h-6 rounded px-2 font-medium underline"
            onClick={() => stream.retryNow()}
          >
            {t("link.retry")}
          </button>
        )}
      </div>
    );
  }
  if (outdated) {
    return (
      <div
        role="status"
        className="flex min-h-8 shrink-0 items-center gap-2 border-border border-b bg-info-weak px-3 text-info text-xs"
      >
        <Icon name="info" size={14} />
        <span className="grow">{t("link.newVersion")}</span>
        <button
          type="button"
          className="h-6 rounded px-2 font-medium underline"
          onClick={() => location.reload()}
        >
          {t("link.reload")}
        </button>
      </div>
    );
  }
  return null;
}

/** Follows a condition, but only once it has held for a while. */
function useDelayed(condition: boolean, ms: number): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (!condition) {
      setHeld(false);
      return;
    }
    const timer = setTimeout(() => setHeld(true), ms);
    return () => clearTimeout(timer);
  }, [condition, ms]);
  return held;
}
