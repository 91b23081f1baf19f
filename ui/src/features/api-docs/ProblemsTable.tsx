import { useTranslation } from "react-i18next";
import { useSettings } from "@/lib/settings";
import { PROBLEMS } from "./problems";

/** The place of this list in the address. */
export const PROBLEMS_PAGE = "problems";

/** Every code a problem may have. */
export function ProblemsTable() {
  const { t } = useTranslation("developers");
  const { language } = useSettings();
  return (
    <article className="flex max-w-4xl flex-col gap-3">
      <h1 className="text-lg">{t("problems.title")}</h1>
      <p className="text-muted text-sm">{t("problems.hint")}</p>
      <div className="overflow-hidden rounded-lg border border-border">
        <table aria-label={t("problems.title")} className="w-full text-sm">
          <thead className="text-left text-muted text-xs">
            <tr>
              {(["code", "status", "meaning"] as const).map((column) => (
                <th
                  key={column}
                  scope="col"
                  className="border-border border-b px-3 py-1.5 font-medium"
                >
                  {t(`problems.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {PROBLEMS.map((problem) => (
              <tr key={problem.code} className="border-border border-b last:border-0">
                <th scope="row" className="px-3 py-1.5 text-left font-medium font-mono text-xs">
                  {problem.code}
                </th>
                <td className="tnum px-3 py-1.5 text-muted">{problem.status}</td>
                <td className="px-3 py-1.5">{problem[language]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </article>
  );
}
