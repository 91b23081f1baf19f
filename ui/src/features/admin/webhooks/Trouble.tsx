import { useTranslation } from "react-i18next";
import type { Webhook } from "@/api/admin-types";
import { cx } from "@/lib/cx";
import { useSettings } from "@/lib/settings";
import { formatDateTime } from "@/lib/time";
import { Icon } from "@/ui/Icon";
import { errorKey } from "./kinds";

/** What is wrong with an address, if anything is, and what to do. */
export function Trouble({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("admin");
  const { language } = useSettings();
  const why = useErrorText()(webhook.last_error ?? "");
  const stopped = !webhook.active && webhook.switched_off;
  if (!stopped && !(webhook.active && webhook.failing_since)) return null;
  const text = stopped
    ? t(webhook.switched_off === "gone" ? "webhooks.stoppedGone" : "webhooks.stoppedFailing")
    : t("webhooks.failingSince", {
        at: formatDateTime(webhook.failing_since ?? "", language),
        why,
      });
  return (
    <p
      role="status"
      className={cx(
        "flex items-start gap-2 rounded-lg p-3 text-sm",
        stopped ? "bg-bad-weak text-bad" : "bg-warn-weak text-warn",
      )}
    >
      <Icon name="warn" className="mt-0.5" />
      {text}
    </p>
  );
}

/** What went wrong, in words where there are some: `status 503` reads `503`. */
export function useErrorText() {
  const { t } = useTranslation("admin");
  return (error: string): string => {
    const known = errorKey(error);
    return known ? t(`webhooks.errors.${known}`) : error.replace(/^status /, "");
  };
}
