import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { filledWeekdays, WEEKDAYS } from "./hours-form";

interface WeekFieldsProps {
  /** Monday to Sunday, as typed. */
  week: readonly string[];
  onChange: (week: string[]) => void;
  errorOf: (field: string) => string | null;
}

/** The hours of each day of the week, one text a day. */
export function WeekFields({ week, onChange, errorOf }: WeekFieldsProps) {
  const { t } = useTranslation("admin");
  const id = useId();
  const whole = errorOf("week");
  return (
    <fieldset aria-labelledby={id} aria-describedby={`${id}-hint`} className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <span id={id} className="grow font-medium text-xs">
          {t("hours.week")}
        </span>
        <Button
          size="sm"
          icon="copy"
          isDisabled={!week[0]?.trim()}
          onPress={() => onChange(filledWeekdays(week))}
        >
          {t("hours.fill")}
        </Button>
      </div>
      <div className="flex flex-col gap-1.5">
        {WEEKDAYS.map((day, at) => (
          <TextField
            key={day}
            beside
            label={t(`hours.weekdays.${day}`)}
            placeholder={t("hours.closedDay")}
            autoComplete="off"
            isInvalid={whole !== null}
            value={week[at] ?? ""}
            onChange={(typed) => onChange(week.with(at, typed))}
            error={errorOf(`week.${at}`)}
          />
        ))}
      </div>
      {whole && (
        <p role="alert" className="text-bad text-xs">
          {whole}
        </p>
      )}
      <p id={`${id}-hint`} className="text-muted text-xs">
        {t("hours.weekHint")}
      </p>
    </fieldset>
  );
}
