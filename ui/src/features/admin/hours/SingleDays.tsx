import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { type SingleDay, withDay } from "./hours-form";

interface SingleDaysProps {
  days: readonly SingleDay[];
  onChange: (days: SingleDay[]) => void;
  errorOf: (field: string) => string | null;
}

/** Dates with hours of their own: closed ones too. They come before holidays and weekdays. */
export function SingleDays({ days, onChange, errorOf }: SingleDaysProps) {
  const { t } = useTranslation("admin");
  const id = useId();
  const change = (key: number, part: Partial<SingleDay>) =>
    onChange(days.map((day) => (day.key === key ? { ...day, ...part } : day)));
  const whole = errorOf("days");
  return (
    <fieldset aria-labelledby={id} className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <span className="grow text-xs">
          <span id={id} className="font-medium">
            {t("hours.days")}
          </span>
          <span className="tnum ml-2 text-muted">{days.length}</span>
        </span>
        <Button size="sm" icon="plus" onPress={() => onChange(withDay(days))}>
          {t("hours.addDay")}
        </Button>
      </div>
      {days.length > 0 && (
        <ul className="flex flex-col gap-1.5">
          {days.map(({ key, date, periods }, index) => (
            <li key={key} className="flex items-start gap-2">
              <TextField
                quiet
                type="date"
                label={t("hours.dateOf", { n: index + 1 })}
                autoFocus={date === ""}
                value={date}
                onChange={(next) => change(key, { date: next })}
                error={errorOf(`date.${key}`)}
                className="w-40 shrink-0"
              />
              <TextField
                quiet
                label={t("hours.periodsOf", { date: date || index + 1 })}
                placeholder={t("hours.closedDay")}
                autoComplete="off"
                isInvalid={whole !== null}
                value={periods}
                onChange={(next) => change(key, { periods: next })}
                error={errorOf(`days.${key}`)}
                className="grow"
              />
              <IconButton
                icon="close"
                label={t("hours.removeDay", { date: date || index + 1 })}
                onPress={() => onChange(days.filter((day) => day.key !== key))}
              />
            </li>
          ))}
        </ul>
      )}
      {whole && (
        <p role="alert" className="text-bad text-xs">
          {whole}
        </p>
      )}
      <p className="text-muted text-xs">{t("hours.daysHint")}</p>
    </fieldset>
  );
}
