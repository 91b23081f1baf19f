import { useTranslation } from "react-i18next";
import { useSettings } from "@/lib/settings";
import { printShortcut } from "@/lib/shortcuts";
import { Dialog } from "@/ui/Dialog";
import { Kbd } from "@/ui/Kbd";

/** What each group lists: the key of its text and its combinations. */
const GROUPS = [
  {
    title: "everywhere",
    rows: [
      ["palette", "mod+k"],
      ["help", "?"],
      ["accept", "alt+a"],
      ["undo", "z"],
    ],
  },
  {
    title: "list",
    rows: [
      ["next", "j"],
      ["previous", "k"],
      ["open", "enter"],
      ["select", "x"],
      ["search", "/"],
      ["views", "["],
      ["panel", "]"],
    ],
  },
  {
    title: "case",
    rows: [
      ["assign", "a"],
      ["reply", "r"],
      ["note", "n"],
      ["transfer", "t"],
      ["hold", "h"],
      ["ask", "o"],
      ["resolve", "e"],
    ],
  },
  {
    title: "composer",
    rows: [
      ["send", "mod+enter"],
      ["leave", "Esc"],
    ],
  },
] as const;

export default function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("common");
  const { singleKeys } = useSettings();
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("shortcuts.title")}
      hint={singleKeys ? t("shortcuts.hint") : t("shortcuts.off")}
      width="md"
    >
      <div className="grid grid-cols-2 gap-x-8 gap-y-5">
        {GROUPS.map((group) => (
          <section key={group.title} aria-labelledby={`keys-${group.title}`}>
            <h3 id={`keys-${group.title}`} className="mb-1 text-muted text-xs">
              {t(`shortcuts.${group.title}`)}
            </h3>
            <ul>
              {group.rows.map(([name, combo]) => (
                <li key={name} className="flex min-h-7 items-center justify-between text-sm">
                  {t(`shortcuts.${name}`)}
                  <Kbd spoken>{printShortcut(combo)}</Kbd>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
