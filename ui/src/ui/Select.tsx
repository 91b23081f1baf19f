import type { ReactNode } from "react";
import {
  Select as AriaSelect,
  Button,
  type Key,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from "react-aria-components";
import { cx } from "@/lib/cx";
import { Icon } from "./Icon";
import { optionLook, popoverLook } from "./Menu";

export interface Option<T extends string> {
  id: T;
  label: string;
  /** Drawn before the label. */
  icon?: ReactNode;
  /** Levels below the root, for trees. */
  depth?: number;
}

interface SelectProps<T extends string> {
  label: string;
  /** The label is said but not drawn. */
  quiet?: boolean;
  options: Option<T>[];
  value: T | null;
  onChange: (value: T) => void;
  placeholder?: string;
  error?: string | null;
  disabled?: boolean;
  size?: "sm" | "md";
  className?: string;
  autoFocus?: boolean;
}

/** One of several, chosen from a list that opens. */
export function Select<T extends string>({
  label,
  quiet,
  options,
  value,
  onChange,
  placeholder,
  error,
  disabled,
  size = "md",
  className,
  autoFocus,
}: SelectProps<T>) {
  return (
    <AriaSelect
      value={value}
      onChange={(key: Key | null) => key !== null && onChange(key as T)}
      isDisabled={disabled}
      autoFocus={autoFocus}
      isInvalid={Boolean(error)}
      placeholder={placeholder}
      aria-label={quiet ? label : undefined}
      // The button inside shows where the focus is.
      className={cx("flex min-w-0 flex-col gap-1 outline-none!", className)}
    >
      {!quiet && <Label className="font-medium text-xs">{label}</Label>}
      <Button
        className={cx(
          "flex w-full min-w-0 items-center gap-1 rounded-md border bg-panel text-left hover:bg-subtle disabled:opacity-60",
          size === "sm"
            ? "h-7 border-border px-2 text-xs"
            : "h-9 border-border-strong px-2.5 text-sm",
        )}
      >
        <SelectValue className="min-w-0 grow truncate">
          {({ selectedItems, defaultChildren }) => {
            const item = selectedItems[0] as Option<T> | undefined;
            return item ? item.label : defaultChildren;
          }}
        </SelectValue>
        <Icon name="down" size={14} className="text-muted" />
      </Button>
      {error && (
        <Text slot="errorMessage" className="text-bad text-xs">
          {error}
        </Text>
      )}
      <Popover className={cx(popoverLook, "max-h-80 min-w-(--trigger-width)")}>
        <ListBox items={options} className="outline-none">
          {(option) => (
            <ListBoxItem
              textValue={option.label}
              className={optionLook}
              style={option.depth ? { paddingLeft: 8 + option.depth * 16 } : undefined}
            >
              {({ isSelected }) => (
                <>
                  {option.icon}
                  <span className="grow">{option.label}</span>
                  <Icon
                    name="check"
                    size={14}
                    className={isSelected ? "text-accent" : "invisible"}
                  />
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
