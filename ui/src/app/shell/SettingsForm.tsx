import { useState } from "react";
import { useTranslation } from "react-i18next";
import { settings, useSettings } from "@/lib/settings";
import { Button } from "@/ui/Button";
import { Segmented } from "@/ui/Segmented";
import { Switch } from "@/ui/Switch";
import { setLanguage } from "./language";
import { playOffer } from "./sound";

/** Theme, language, density, keys, sound, notifications. */
export default function SettingsForm() {
  const { t } = useTranslation("common");
  const value = useSettings();
  return (
    <div className="flex flex-col gap-3">
      <h2 className="text-sm">{t("settings.title")}</h2>
      <Segmented
        label={t("settings.theme")}
        value={value.theme}
        onChange={(theme) => settings.set({ theme })}
        options={[
          { id: "system", label: t("settings.system") },
          { id: "light", label: t("settings.light") },
          { id: "dark", label: t("settings.dark") },
        ]}
      />
      <Segmented
        label={t("settings.language")}
        value={value.language}
        onChange={setLanguage}
        options={[
          { id: "ja", label: "日本語" },
          { id: "en", label: "English" },
        ]}
      />
      <Segmented
        label={t("settings.density")}
        value={value.density}
        onChange={(density) => settings.set({ density })}
        options={[
          { id: "compact", label: t("settings.compact") },
          { id: "standard", label: t("settings.standard") },
          { id: "comfortable", label: t("settings.comfortable") },
        ]}
      />
      <div className="flex flex-col gap-1 border-border border-t pt-3">
        <Switch
          label={t("settings.singleKeys")}
          hint={t("settings.singleKeysHint")}
          on={value.singleKeys}
          onChange={(singleKeys) => settings.set({ singleKeys })}
        />
        <Switch
          label={t("settings.enterToSend")}
          hint={t("settings.enterToSendHint")}
          on={value.enterToSend}
          onChange={(enterToSend) => settings.set({ enterToSend })}
        />
        <div className="flex items-center gap-2">
          <div className="grow">
            <Switch
              label={t("settings.sound")}
              on={value.sound}
              onChange={(sound) => settings.set({ sound })}
            />
          </div>
          <Button size="sm" onPress={() => void playOffer()} isDisabled={!value.sound}>
            {t("settings.soundTest")}
          </Button>
        </div>
        <NotificationSetting />
      </div>
    </div>
  );
}

function NotificationSetting() {
  const { t } = useTranslation("common");
  const supported = typeof Notification !== "undefined";
  const [permission, setPermission] = useState(supported ? Notification.permission : "denied");
  return (
    <div className="flex min-h-8 items-center gap-2 text-sm">
      <span className="grow">{t("settings.notifications")}</span>
      {permission === "default" ? (
        <Button
          size="sm"
          onPress={() => {
            void Notification.requestPermission().then(setPermission);
          }}
        >
          {t("settings.notificationsAsk")}
        </Button>
      ) : (
        <span className="text-muted text-xs">
          {permission === "granted"
            ? t("settings.notificationsOn")
            : t("settings.notificationsDenied")}
        </span>
      )}
    </div>
  );
}
