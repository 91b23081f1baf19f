import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { CopyButton } from "@/ui/CopyButton";
import { Icon } from "@/ui/Icon";
import { embedLine } from "./form-model";

/** The line for the shop's pages, to be copied. */
export function EmbedPanel({ publicKey }: { publicKey: string }) {
  const { t } = useTranslation("admin");
  const me = useMe();
  const line = embedLine(location.origin, publicKey);
  return (
    <section
      aria-label={t("channels.embed")}
      className="flex flex-col gap-2 border-border border-t pt-3"
    >
      <div className="flex items-center gap-3">
        <h3 className="grow text-sm">{t("channels.embed")}</h3>
        {me.tenant.demo && (
          <a
            href="/demo/shop/"
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1 text-xs"
          >
            {t("channels.demoShop")}
            <Icon name="external" size={12} />
          </a>
        )}
        <CopyButton text={line} name={t("channels.copyEmbed")} />
      </div>
      <p className="text-muted text-xs">{t("channels.embedHint")}</p>
      <code className="block rounded-md border border-border bg-subtle px-3 py-2 text-xs">
        {line}
      </code>
    </section>
  );
}
