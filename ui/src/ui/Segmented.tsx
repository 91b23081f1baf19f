import { useId } from "react";
import { type Key, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { cx } from "@/lib/cx";

interface SegmentedProps<T extends string> {
  label: string;
  /** The label is said but not drawn. */
  quiet?: boolean;
  options: { id: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
}

/** One of few, all visible. */
export function Segmented<T extends string>({
  label,
  quiet,
  options,
  value,
  onChange,
}: SegmentedProps<T>) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <span id={id} className={cx("font-medium text-xs", quiet && "sr-only")}>
        {label}
      </span>
      <ToggleButtonGroup
        aria-labelledby={id}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[value]}
        onSelectionChange={(keys: Set<Key>) => {
          const [next] = [...keys];
          if (next) onChange(next as T);
        }}
        className="flex rounded-md border border-border bg-subtle p-0.5"
      >
        {options.map((option) => (
          <ToggleButton
            key={option.id}
            id={option.id}
            className="h-7 grow rounded border border-transparent px-2 text-muted text-xs hover:text-text selected:border-border selected:bg-panel selected:font-medium selected:text-text"
          >
            {option.label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}
