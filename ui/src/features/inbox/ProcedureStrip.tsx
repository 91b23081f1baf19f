import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Checkbox } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { markStep } from "@/api/case-work";
import { useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";
import type { CaseDetail, Walk, WalkStep } from "@/api/types";
import { cx } from "@/lib/cx";
import { useSettings } from "@/lib/settings";
import { formatTime } from "@/lib/time";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

interface ProcedureStripProps {
  caseId: string;
  walk: Walk;
  disabled: boolean;
}

/** The steps of this kind of matter, to be walked through. */
export function ProcedureStrip({ caseId, walk, disabled }: ProcedureStripProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const mark = useMutation({
    mutationFn: ({ step, done }: { step: string; done: boolean }) => markStep(caseId, step, done),
    onSuccess: (procedure) =>
      cache.setQueryData<CaseDetail>(
        keys.detail(caseId),
        (detail) => detail && { ...detail, procedure },
      ),
    onError: (error) => {
      toast(problemText(error, c("actionFailed")), "bad");
      void cache.invalidateQueries({ queryKey: keys.detail(caseId) });
    },
  });
  const done = walk.steps.filter((step) => step.done_at).length;
  const finished = done === walk.steps.length;
  return (
    <details className="group shrink-0 border-border border-b bg-subtle px-4" open={!finished}>
      <summary className="flex h-8 cursor-pointer items-center gap-2 text-xs">
        <Icon
          name="chevron"
          size={12}
          className="text-muted transition-transform group-open:rotate-90"
        />
        <span className="font-medium">{t("walk.label", { name: walk.name })}</span>
        <span className={cx("tnum", finished ? "text-ok" : "text-muted")}>
          {finished && `${t("walk.finished")} `}
          {t("walk.count", { done, all: walk.steps.length })}
        </span>
      </summary>
      <ol className="max-h-40 overflow-y-auto pb-2">
        {walk.steps.map((step) => (
          <li key={step.id}>
            <StepLine
              step={step}
              disabled={disabled || mark.isPending}
              onMark={(next) => mark.mutate({ step: step.id, done: next })}
            />
          </li>
        ))}
      </ol>
    </details>
  );
}

interface StepLineProps {
  step: WalkStep;
  disabled: boolean;
  onMark: (done: boolean) => void;
}

function StepLine({ step, disabled, onMark }: StepLineProps) {
  const { t } = useTranslation("inbox");
  const { language } = useSettings();
  const { users } = useNames();
  const done = Boolean(step.done_at);
  return (
    <Checkbox
      isSelected={done}
      isDisabled={disabled}
      onChange={onMark}
      className="flex min-h-7 items-center gap-2 rounded px-1 text-xs hover:bg-subtle-strong"
    >
      <span
        className={cx(
          "flex size-4 shrink-0 items-center justify-center rounded border",
          done
            ? "border-accent-solid bg-accent-solid text-on-accent"
            : "border-border-strong bg-panel",
        )}
      >
        {done && <Icon name="check" size={11} />}
      </span>
      <span className={done ? "text-muted" : ""}>{step.text}</span>
      {step.required && !done && <span className="text-2xs text-bad">{t("walk.required")}</span>}
      {step.done_by && step.done_at && (
        <span className="text-2xs text-muted">
          {t("walk.by", {
            name: users.get(step.done_by)?.name ?? "",
            time: formatTime(step.done_at, language),
          })}
        </span>
      )}
    </Checkbox>
  );
}
