import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/ui/EmptyState";

export function NotFound() {
  const { t } = useTranslation("common");
  return (
    <main className="flex h-full items-center justify-center">
      <EmptyState
        heading
        icon="search"
        title={t("notFound.title")}
        hint={t("notFound.hint")}
        action={
          <Link to="/" className="mt-1 text-sm">
            {t("notFound.home")}
          </Link>
        }
      />
    </main>
  );
}
