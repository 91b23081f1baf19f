import { useParams } from "@tanstack/react-router";
import { type ComponentType, type LazyExoticComponent, lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { EmptyState } from "@/ui/EmptyState";
import { SkeletonRows } from "@/ui/Skeleton";
import { AdminNav } from "./AdminNav";
import { SECTIONS, type SectionId, sectionsFor } from "./sections";

/** What every section gets: which of its things is open, if any; `new` is one to be made. */
export interface SectionProps {
  item: string | undefined;
}

type Section = LazyExoticComponent<ComponentType<SectionProps>>;

const PAGES: Record<SectionId, Section> = {
  people: lazy(() => import("./people/PeopleSection")),
  roles: lazy(() => import("./roles/RolesSection")),
  providers: lazy(() => import("./sign-on/SignOnSection")),
  queues: lazy(() => import("./queues/QueuesSection")),
  categories: lazy(() => import("./categories/CategoriesSection")),
  endings: lazy(() => import("./endings/EndingsSection")),
  procedures: lazy(() => import("./procedures/ProceduresSection")),
  templates: lazy(() => import("./templates/TemplatesSection")),
  partners: lazy(() => import("./partners/PartnersSection")),
  purposes: lazy(() => import("./purposes/PurposesSection")),
  retention: lazy(() => import("./retention/RetentionSection")),
  translation: lazy(() => import("./translation/TranslationSection")),
  channels: lazy(() => import("./channels/ChannelsSection")),
  hours: lazy(() => import("./hours/HoursSection")),
  policies: lazy(() => import("./policies/PoliciesSection")),
  tokens: lazy(() => import("./tokens/TokensSection")),
  webhooks: lazy(() => import("./webhooks/WebhooksSection")),
  audit: lazy(() => import("./audit/AuditSection")),
  tenants: lazy(() => import("./tenants/TenantsSection")),
};

/** The administration: sections at the left, one of them at the right. */
export function AdminPage() {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { section, item } = useParams({ from: "/desk/admin/{-$section}/{-$item}" });
  const me = useMe();
  const allowed = sectionsFor(me.permissions);
  const wanted = section ? SECTIONS.find((each) => each.id === section) : allowed[0];
  const shown = wanted && allowed.includes(wanted) ? wanted : null;
  const Page = shown && PAGES[shown.id];
  const title = shown ? t(`sections.${shown.id}.title`) : t("title");
  useEffect(() => {
    document.title = `${title} — ${c("product")}`;
  }, [title, c]);

  return (
    <div className="flex min-h-0 grow">
      <AdminNav sections={allowed} current={shown?.id ?? null} />
      {Page ? (
        <Suspense fallback={<SkeletonRows rows={8} label={c("loading")} />}>
          <Page item={item} />
        </Suspense>
      ) : (
        <div className="flex grow items-center justify-center">
          <EmptyState
            icon={wanted ? "lock" : "search"}
            title={wanted ? t("forbidden.title") : t("unknown.title")}
            hint={wanted ? t("forbidden.hint") : t("unknown.hint")}
          />
        </div>
      )}
    </div>
  );
}
