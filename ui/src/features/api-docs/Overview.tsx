import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import type { OpenApi } from "./document";
import { Prose } from "./Prose";

/** What the API is about, before an operation is chosen. */
export function Overview({ document, count }: { document: OpenApi; count: number }) {
  const { t } = useTranslation("developers");
  return (
    <div className="flex max-w-2xl flex-col gap-4">
      <h1 className="text-xl">{t("title")}</h1>
      <p className="text-muted text-sm">{t("count", { count })}</p>
      <ul className="flex list-disc flex-col gap-1 pl-5 text-sm">
        <li>{t("about.session")}</li>
        <li>{t("about.csrf")}</li>
        <li>{t("about.version")}</li>
        <li>{t("about.cursor")}</li>
        <li>{t("about.problems")}</li>
      </ul>
      {document.info.description && (
        <Prose text={document.info.description} className="text-muted text-sm" />
      )}
      <a href="/api/openapi.json" className="inline-flex items-center gap-1 text-sm">
        <Icon name="download" size={14} />
        openapi.json
      </a>
    </div>
  );
}
