import { useTranslation } from "react-i18next";
import { CopyButton } from "@/ui/CopyButton";

/** A secret, shown this once. */
export function Secret({ secret }: { secret: string }) {
  const { t } = useTranslation("admin");
  return (
    <div className="flex flex-col gap-1.5 rounded-lg bg-ok-weak p-3">
      <div className="flex items-center gap-3">
        <p className="grow text-ok text-xs">{t("webhooks.once")}</p>
        <CopyButton text={secret} name={t("webhooks.copySecret")} />
      </div>
      <code className="block break-all text-xs">{secret}</code>
    </div>
  );
}
