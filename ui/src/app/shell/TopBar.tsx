import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { printShortcut } from "@/lib/shortcuts";
import { Badge } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";

// Menus and popovers come a moment after the page: nobody opens one before it is drawn.
const TopMenus = lazy(() => import("./TopMenus"));

interface TopBarProps {
  me: Me;
  onPalette: () => void;
  onHelp: () => void;
}

/** Search, one's own state, settings, account. */
export function TopBar({ me, onPalette, onHelp }: TopBarProps) {
  const { t } = useTranslation("common");
  return (
    <header className="flex h-11 shrink-0 items-center gap-2 border-border border-b bg-panel px-3">
      <span className="truncate font-medium text-sm">{me.tenant.name}</span>
      {me.tenant.demo && <Badge tone="info">{t("demo")}</Badge>}
      <button
        type="button"
        onClick={onPalette}
        className="mx-auto flex h-7 w-full max-w-md items-center gap-2 rounded-md border border-border bg-bg px-2 text-muted text-xs hover:border-border-strong"
      >
        <Icon name="search" size={14} />
        <span className="grow text-left">{t("palette.open")}</span>
        <Kbd>{printShortcut("mod+k")}</Kbd>
      </button>
      <IconButton icon="keyboard" label={t("shortcuts.title")} keys="?" onPress={onHelp} />
      <Suspense fallback={<span className="w-62 shrink-0" />}>
        <TopMenus me={me} />
      </Suspense>
    </header>
  );
}
