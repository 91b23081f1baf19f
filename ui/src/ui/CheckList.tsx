import { useState } from "react";
import { Checkbox, CheckboxGroup, Label, Text } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Icon } from "./Icon";

/** Choices from which a list gets a filter of its own. */
const FILTER_FROM = 12;

interface CheckListProps<T extends string> {
  label: string;
  hint?: string;
  error?: string | null;
  options: {
    id: T;
    label: string;
    note?: string;
    /** Levels below the root, for trees. */
    depth?: number;
  }[];
  value: readonly T[];
  /** Chosen ids in the order of the options; those that are no option stay, at the end. */
  onChange: (value: T[]) => void;
  columns?: 1 | 2;
}

/** Any of several, all visible; long lists can be filtered. */
export function CheckList<T extends string>({
  label,
  hint,
  error,
  options,
  value,
  onChange,
  columns = 2,
}: CheckListProps<T>) {
  const { t } = useTranslation("common");
  const [typed, setTyped] = useState("");
  const words = typed.normalize("NFKC").trim().toLowerCase();
  const shown = options.filter((each) =>
    each.label.normalize("NFKC").toLowerCase().includes(words),
  );
  return (
    <CheckboxGroup
      value={[...value]}
      onChange={(next) =>
        onChange([
          ...options.filter((each) => next.includes(each.id)).map((each) => each.id),
          ...value.filter((id) => !options.some((each) => each.id === id)),
        ])
      }
      isInvalid={Boolean(error)}
      className="flex flex-col gap-1"
    >
      <Label className="font-medium text-xs">
        {label}
        <span className="tnum ml-2 font-normal text-muted">
          {value.length} / {options.length}
        </span>
      </Label>
      {options.length >= FILTER_FROM && (
        <input
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          aria-label={t("filterChoices", { label })}
          placeholder={t("filterChoicesHint")}
          className="h-7 w-full rounded-md border border-border bg-bg px-2 text-xs placeholder:text-muted"
        />
      )}
      <div
        className={`grid max-h-56 gap-x-3 overflow-y-auto rounded-md border border-border-strong bg-panel p-1.5 ${columns === 2 ? "grid-cols-2" : ""}`}
      >
        {shown.map((each) => (
          <Checkbox
            key={each.id}
            value={each.id}
            style={each.depth ? { paddingLeft: 6 + each.depth * 20 } : undefined}
            className="group flex min-h-7 items-center gap-2 rounded px-1.5 text-sm hover:bg-subtle"
          >
            <span className="flex size-4 shrink-0 items-center justify-center rounded border border-border-strong bg-panel group-selected:border-accent-solid group-selected:bg-accent-solid">
              <Icon
                name="check"
                size={12}
                className="text-on-accent opacity-0 group-selected:opacity-100"
              />
            </span>
            <span className="min-w-0 truncate">{each.label}</span>
            {each.note && <span className="shrink-0 text-2xs text-muted">{each.note}</span>}
          </Checkbox>
        ))}
      </div>
      {hint && !error && (
        <Text slot="description" className="text-muted text-xs">
          {hint}
        </Text>
      )}
      {error && (
        <Text slot="errorMessage" className="text-bad text-xs">
          {error}
        </Text>
      )}
    </CheckboxGroup>
  );
}
