import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { testChannel } from "@/api/admin";
import type { Channel, ChannelTestStep } from "@/api/admin-types";
import { cx } from "@/lib/cx";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";

const STEPS = ["receive", "send", "script"] as const;
const isKnown = (step: string): step is (typeof STEPS)[number] =>
  STEPS.some((each) => each === step);

/** Tries the channel out with its saved settings and says what each step found. */
export function ChannelTestPanel({ channel, dirty }: { channel: Channel; dirty: boolean }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const test = useMutation({
    mutationFn: () => testChannel(channel.id),
    onSuccess: ({ steps }) =>
      announce(t(steps.every((step) => step.ok) ? "channels.testOk" : "channels.testFailed")),
  });
  const results = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (test.data) results.current?.scrollIntoView({ block: "nearest" });
  }, [test.data]);
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
      {test.data && (
        <ul ref={results} className="flex scroll-mb-4 flex-col gap-1">
          {test.data.steps.map((step) => (
            <Step key={step.step} step={step} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Step({ step }: { step: ChannelTestStep }) {
  const { t } = useTranslation("admin");
  return (
    <li
      className={cx(
        "flex items-start gap-2 rounded-md px-3 py-2 text-sm",
        step.ok ? "bg-ok-weak text-ok" : "bg-bad-weak text-bad",
      )}
    >
      <Icon
        name={step.ok ? "check" : "warn"}
        label={t(step.ok ? "channels.stepOk" : "channels.stepFailed")}
        className="mt-0.5"
      />
      <span className="shrink-0 font-medium">
        {isKnown(step.step) ? t(`channels.steps.${step.step}`) : step.step}
      </span>
      <span className="min-w-0">{step.text}</span>
    </li>
  );
}
