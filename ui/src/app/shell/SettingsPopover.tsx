import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { Popover } from "@/ui/Popover";

const SettingsForm = lazy(() => import("./SettingsForm"));

/** Theme, language, density, keys, sound, notifications. */
export function SettingsPopover() {
  const { t } = useTranslation("common");
  return (
    <Popover
      label={t("settings.title")}
      trigger={<IconButton icon="settings" label={t("settings.title")} />}
      className="w-80 p-4"
    >
      <Suspense fallback={<div className="h-96" />}>
        <SettingsForm />
      </Suspense>
    </Popover>
  );
}
