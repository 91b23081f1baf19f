import { useTranslation } from "react-i18next";
import { CopyButton } from "@/ui/CopyButton";
import { Icon } from "@/ui/Icon";
import { formEmbed } from "./form-fields";

/** Where the form is, and the code that shows it inside another page. */
export function FormPanel({ publicKey }: { publicKey: string }) {
  const { t } = useTranslation("admin");
  const address = `${location.origin}/f/${publicKey}`;
  const embed = formEmbed(location.origin, publicKey, t("channels.form.frameTitle"));
  const code = "block break-all rounded-md border border-border bg-subtle px-3 py-2 text-xs";
  return (
    <section
      aria-label={t("channels.form.page")}
      className="flex flex-col gap-2 border-border border-t pt-3"
    >
      <div className="flex items-center gap-3">
        <h3 className="grow text-sm">{t("channels.form.page")}</h3>
        <a
          href={address}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 text-xs"
        >
          {t("channels.form.open")}
          <Icon name="external" size={12} />
        </a>
        <CopyButton text={address} name={t("channels.form.copyAddress")} />
      </div>
      <code className={code}>{address}</code>
      <div className="flex items-center gap-3">
        <p className="grow text-muted text-xs">{t("channels.form.embed")}</p>
        <CopyButton text={embed} name={t("channels.form.copyEmbed")} />
      </div>
      <code className={code}>{embed}</code>
    </section>
  );
}
