import { useTranslation } from "react-i18next";
import type { SlaTarget } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { formatSpan } from "@/lib/time";
import { TextField } from "@/ui/Field";
import { wholeNumber } from "../draft";
import { type GoalDraft, type PolicyDraft, TARGETS } from "./policy-form";

interface GoalFieldsProps {
  goals: PolicyDraft["goals"];
  onChange: (goals: PolicyDraft["goals"]) => void;
  errorOf: (field: string) => string | null;
}

/** Within how many minutes, and after how much of them somebody is warned. */
export function GoalFields({ goals, onChange, errorOf }: GoalFieldsProps) {
  const whole = errorOf("goals");
  return (
    <div className="flex flex-col gap-3">
      {TARGETS.map((target) => (
        <Goal
          key={target}
          target={target}
          goal={goals[target]}
          invalid={whole !== null}
          onChange={(part) => onChange({ ...goals, [target]: { ...goals[target], ...part } })}
          errorOf={errorOf}
        />
      ))}
      {whole && (
        <p role="alert" className="text-bad text-xs">
          {whole}
        </p>
      )}
    </div>
  );
}

interface GoalProps {
  target: SlaTarget;
  goal: GoalDraft;
  invalid: boolean;
  onChange: (part: Partial<GoalDraft>) => void;
  errorOf: (field: string) => string | null;
}

function Goal({ target, goal, invalid, onChange, errorOf }: GoalProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const name = c(`sla.target.${target}`);
  const minutes = wholeNumber(goal.minutes);
  return (
    <div className="grid grid-cols-2 gap-3">
      <TextField
        label={t("policies.minutesOf", { name })}
        inputMode="numeric"
        autoComplete="off"
        placeholder={t("policies.noPromise")}
        hint={minutes !== null && minutes >= 60 ? formatSpan(minutes * 60, language) : undefined}
        isInvalid={invalid}
        value={goal.minutes}
        onChange={(typed) => onChange({ minutes: typed })}
        error={errorOf(`goals.${target}`)}
      />
      <TextField
        label={t("policies.warnOf", { name })}
        inputMode="numeric"
        autoComplete="off"
        isDisabled={goal.minutes.trim() === ""}
        value={goal.warn}
        onChange={(typed) => onChange({ warn: typed })}
        error={errorOf(`warn.${target}`)}
      />
    </div>
  );
}
