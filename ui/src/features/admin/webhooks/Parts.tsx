import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Webhook } from "@/api/admin-types";
import { keys } from "@/api/query-keys";
import { issueWebhookSecret, testWebhook } from "@/api/webhooks";
import { cx } from "@/lib/cx";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { Part } from "../Part";
import { Secret } from "./Secret";

/** Exchanges the secret that requests are signed with. */
export function SecretPart({ webhook, onIssued }: { webhook: Webhook; onIssued: () => void }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const issue = useMutation({
    mutationFn: () => issueWebhookSecret(webhook.id),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.admin("webhooks") });
      onIssued();
      announce(t("webhooks.once"));
    },
  });
  return (
    <Part title={t("webhooks.secret")} hint={t("webhooks.secretHint")}>
      <div>
        <Button icon="key" isPending={issue.isPending} onPress={() => issue.mutate()}>
          {t("webhooks.exchange")}
        </Button>
      </div>
      {issue.error && (
        <p role="alert" className="text-bad text-xs">
          {problemText(issue.error, c("actionFailed"))}
        </p>
      )}
      {issue.data && <Secret secret={issue.data.secret} />}
    </Part>
  );
}

/** Sends a signed ping and shows how it went. */
export function TestPart({ webhook, dirty }: { webhook: Webhook; dirty: boolean }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const test = useMutation({
    mutationFn: () => testWebhook(webhook.id),
    onSuccess: ({ text }) => announce(text),
  });
  return (
    <Part title={t("webhooks.test")} hint={dirty ? t("webhooks.testAfterSave") : undefined}>
      <div>
        <Button
          icon="plug"
          isDisabled={dirty}
          isPending={test.isPending}
          onPress={() => test.mutate()}
        >
          {t("webhooks.runTest")}
        </Button>
      </div>
      {test.error && (
        <p role="alert" className="text-bad text-xs">
          {problemText(test.error, c("actionFailed"))}
        </p>
      )}
      {test.data && (
        <div
          className={cx(
            "flex items-start gap-2 rounded-md px-3 py-2 text-sm",
            test.data.ok ? "bg-ok-weak text-ok" : "bg-bad-weak text-bad",
          )}
        >
          <Icon name={test.data.ok ? "check" : "warn"} className="mt-0.5" />
          <div className="min-w-0">
            <p>
              {test.data.text}
              {test.data.ok && test.data.status && ` (${test.data.status})`}
            </p>
            {test.data.answer && (
              <code className="block break-all text-xs">{test.data.answer}</code>
            )}
          </div>
        </div>
      )}
    </Part>
  );
}
