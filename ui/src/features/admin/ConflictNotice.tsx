import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";

/** Somebody else was faster: whose state goes on? */
export function ConflictNotice({ onTake }: { onTake: (keepMine: boolean) => void }) {
  const { t } = useTranslation("admin");
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-lg bg-warn-weak p-3 text-sm text-warn">
      <p className="flex items-center gap-2 font-medium">
        <Icon name="warn" />
        {t("conflict.title")}
      </p>
      <p className="text-xs">{t("conflict.hint")}</p>
      <div className="flex gap-2">
        <Button size="sm" onPress={() => onTake(false)}>
          {t("conflict.reload")}
        </Button>
        <Button size="sm" onPress={() => onTake(true)}>
          {t("conflict.keepMine")}
        </Button>
      </div>
    </div>
  );
}
