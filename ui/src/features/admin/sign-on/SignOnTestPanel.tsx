import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { testProvider } from "@/api/sign-on";
import { cx } from "@/lib/cx";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";

/** Asks the provider how it describes itself, and says what was found. */
export function SignOnTestPanel({ id, dirty }: { id: string; dirty: boolean }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const test = useMutation({
    mutationFn: () => testProvider(id),
    onSuccess: ({ ok }) => announce(t(ok ? "channels.testOk" : "channels.testFailed")),
  });
  const { data } = test;
  const found = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (data) found.current?.scrollIntoView({ block: "nearest" });
  }, [data]);
  return (
    <section
      aria-label={t("channels.test")}
      className="flex flex-col gap-2 border-border border-t pt-3"
    >
      <div className="flex items-center gap-3">
        <h3 className="grow text-sm">{t("channels.test")}</h3>
        {dirty && <span className="text-muted text-xs">{t("channels.testAfterSave")}</span>}
        <Button
          icon="plug"
          isDisabled={dirty}
          isPending={test.isPending}
          onPress={() => test.mutate()}
        >
          {test.isPending ? t("channels.testing") : t("channels.runTest")}
        </Button>
      </div>
      {test.error && (
        <p role="alert" className="text-bad text-xs">
          {problemText(test.error, c("actionFailed"))}
        </p>
      )}
      {data && (
        <p
          ref={found}
          className={cx(
            "flex scroll-mb-4 items-start gap-2 rounded-md px-3 py-2 text-sm",
            data.ok ? "bg-ok-weak text-ok" : "bg-bad-weak text-bad",
          )}
        >
          <Icon name={data.ok ? "check" : "warn"} className="mt-0.5" />
          <span className="min-w-0 break-words">
            {data.ok ? t("signOn.answers", { address: data.text }) : data.text}
          </span>
        </p>
      )}
    </section>
  );
}
