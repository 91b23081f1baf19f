import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { buttonsQuery, wayTo } from "@/api/sign-on";
import { Icon } from "@/ui/Icon";

/** What the server may say of somebody who came back from a provider. */
const PROBLEMS = [
  "sign_on_over",
  "provider_unreachable",
  "provider_refused",
  "provider_unproven",
  "no_such_staff",
  "email_unverified",
  "email_domain",
  "staff_suspended",
  "staff_linked",
  "password_needed",
  "too_many",
] as const;

const isKnown = (code: string): code is (typeof PROBLEMS)[number] =>
  PROBLEMS.some((each) => each === code);

/** Why somebody who came back from a provider is not signed in. */
export function ProviderProblem({ code }: { code: string }) {
  const { t } = useTranslation("auth");
  return (
    <p role="alert" className="mb-4 flex gap-2 rounded-md bg-bad-weak p-2 text-bad text-xs">
      <Icon name="warn" />
      {isKnown(code) ? t(`problems.${code}`) : t("failed")}
    </p>
  );
}

interface ProviderButtonsProps {
  next?: string;
  tenant?: string;
  /** An address that was typed: where several companies are served, its domain tells whose. */
  email: string;
}

/** The providers by which one may sign in; each is a way out of this page. */
export function ProviderButtons({ next, tenant, email }: ProviderButtonsProps) {
  const { t } = useTranslation("auth");
  const known = useQuery(buttonsQuery({ tenant }));
  const asks = known.data?.length === 0 && !tenant && email.includes("@");
  const found = useQuery({ ...buttonsQuery({ email }), enabled: asks });
  const buttons = (asks ? found.data : known.data) ?? [];
  if (buttons.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      <p className="flex items-center gap-3 text-muted text-xs before:h-px before:grow before:bg-border after:h-px after:grow after:bg-border">
        {t("or")}
      </p>
      {buttons.map((button) => (
        <a
          key={button.id}
          href={wayTo(button.id, next)}
          className="inline-flex h-9 items-center justify-center gap-2 rounded-md border border-border bg-panel px-3 font-medium text-sm text-text no-underline hover:bg-subtle"
        >
          <Icon name="key" size={16} />
          <span className="truncate">{t("with", { name: button.name })}</span>
        </a>
      ))}
    </div>
  );
}
