import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { cx } from "@/lib/cx";
import { Icon } from "@/ui/Icon";
import { ScrollRegion } from "@/ui/ScrollRegion";
import { SectionFrame } from "../SectionFrame";
import { GRANTS, PERMISSIONS, permissionKey, ROLES } from "./grants";

/** What each role allows. */
export default function RolesSection() {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const me = useMe();
  return (
    <SectionFrame section="roles">
      <ScrollRegion
        label={t("sections.roles.title")}
        className="rounded-lg border border-border bg-panel"
      >
        <table className="w-full text-sm">
          <thead className="sticky top-0 z-10 bg-panel text-xs">
            <tr>
              <th
                scope="col"
                className="border-border border-b px-4 py-2 text-left font-medium text-muted"
              >
                {t("roles.permission")}
              </th>
              {ROLES.map((role) => (
                <th
                  key={role}
                  scope="col"
                  className={cx(
                    "border-border border-b px-2 py-2 text-center font-medium",
                    me.roles.includes(role) ? "bg-accent-weak text-accent" : "text-muted",
                  )}
                >
                  {c(`role.${role}`)}
                  {me.roles.includes(role) && (
                    <span className="block font-normal text-2xs">{t("roles.yours")}</span>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {PERMISSIONS.map((permission) => (
              <tr
                key={permission}
                className="h-(--row-data) border-border border-b last:border-0 hover:bg-subtle"
              >
                <th scope="row" className="px-4 text-left font-normal">
                  {t(`permission.${permissionKey(permission)}`)}
                  <code className="ml-2 text-2xs text-muted">{permission}</code>
                </th>
                {ROLES.map((role) => (
                  <td key={role} className="px-2 text-center">
                    <Granted yes={GRANTS[permission].includes(role)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </SectionFrame>
  );
}

function Granted({ yes }: { yes: boolean }) {
  const { t } = useTranslation("admin");
  return yes ? (
    <Icon name="check" label={t("roles.granted")} className="inline text-ok" />
  ) : (
    <span className="text-muted">
      <span aria-hidden>–</span>
      <span className="sr-only">{t("roles.denied")}</span>
    </span>
  );
}
