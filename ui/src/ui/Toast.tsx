import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { printShortcut, useShortcuts } from "@/lib/shortcuts";
import { IconButton } from "./Button";
import { Icon } from "./Icon";
import { Kbd } from "./Kbd";

interface ToastItem {
  id: number;
  tone: "ok" | "bad" | "info";
  text: string;
  /** What may be done about it; `back` when that is the way back, which has a key. */
  action?: { label: string; run: () => void; back?: boolean };
}

/** Milliseconds a notice stays; errors stay until they are closed. */
const STAY_MS = 5_000;

let items: ToastItem[] = [];
let next = 1;
const listeners = new Set<() => void>();

function publish(list: ToastItem[]): void {
  items = list;
  for (const listener of listeners) listener();
}

/** Says shortly what happened, without taking the focus. */
export function toast(
  text: string,
  tone: ToastItem["tone"] = "ok",
  action?: ToastItem["action"],
): void {
  const id = next++;
  publish([...items.slice(-3), { id, tone, text, action }]);
  if (tone !== "bad") setTimeout(() => dismiss(id), action ? STAY_MS * 2 : STAY_MS);
}

/** Takes what the notice offers. */
function act(item: ToastItem): void {
  item.action?.run();
  dismiss(item.id);
}

function dismiss(id: number): void {
  publish(items.filter((item) => item.id !== id));
}

const ICON = { ok: "check", bad: "warn", info: "info" } as const;
const TONE = { ok: "text-ok", bad: "text-bad", info: "text-info" };

/** Where notices appear; once, in the shell. */
export function ToastRegion() {
  const { t } = useTranslation("common");
  const list = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => items,
  );
  const latest = list.findLast((item) => item.action?.back);
  useShortcuts({ z: () => latest && act(latest) }, latest !== undefined);
  return (
    <section
      aria-label={t("notices")}
      aria-live="polite"
      // Heard and used while a dialog is open as well.
      data-react-aria-top-layer
      className="pointer-events-none fixed bottom-4 left-17 z-50 flex flex-col items-start gap-2"
    >
      {list.map((item) => (
        <div
          key={item.id}
          className="animate-pop pointer-events-auto flex max-w-lg items-center gap-2 rounded-lg border border-border bg-raised py-1.5 pr-1.5 pl-3 text-sm shadow-pop"
        >
          <Icon name={ICON[item.tone]} className={cx(TONE[item.tone])} />
          <span>{item.text}</span>
          {item.action && (
            <button
              type="button"
              className="flex h-7 shrink-0 items-center gap-1.5 whitespace-nowrap rounded px-2 font-medium text-accent hover:bg-subtle"
              onClick={() => act(item)}
            >
              {item.action.label}
              {item === latest && <Kbd>{printShortcut("z")}</Kbd>}
            </button>
          )}
          <IconButton icon="close" label={t("close")} size="sm" onPress={() => dismiss(item.id)} />
        </div>
      ))}
    </section>
  );
}
