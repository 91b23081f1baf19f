import type { ReactNode } from "react";
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
} from "react-aria-components";
import { cx } from "@/lib/cx";

export const inputLook =
  "w-full rounded-md border border-border-strong bg-panel px-2.5 text-sm text-text placeholder:text-muted disabled:bg-subtle invalid:border-bad";

interface TextFieldProps extends Omit<AriaTextFieldProps, "children"> {
  label: string;
  /** The label is said but not drawn. */
  quiet?: boolean;
  /** The label stands at the left of the field, for rows of a form that are alike. */
  beside?: boolean;
  /** What belongs in it; stands under the field. */
  hint?: string;
  error?: string | null;
  placeholder?: string;
  /** More than one line. */
  rows?: number;
  className?: string;
  after?: ReactNode;
}

/** A labelled text field with its hint and its error. */
export function TextField({
  label,
  quiet,
  beside,
  hint,
  error,
  placeholder,
  rows,
  className,
  after,
  ...rest
}: TextFieldProps) {
  return (
    <AriaTextField
      {...rest}
      isInvalid={Boolean(error) || rest.isInvalid}
      // What a server said of the last attempt must not keep the next one from being sent.
      validationBehavior={error ? "aria" : "native"}
      aria-label={quiet ? label : undefined}
      className={cx(
        beside ? "grid grid-cols-[5rem_1fr] items-center gap-x-2 gap-y-1" : "flex flex-col gap-1",
        beside && "[&>*:nth-child(n+3)]:col-start-2",
        className,
      )}
    >
      {!quiet && (
        <Label className="font-medium text-xs">
          {label}
          {rest.isRequired && (
            <span aria-hidden className="ml-0.5 text-bad">
              *
            </span>
          )}
        </Label>
      )}
      {rows ? (
        <TextArea rows={rows} placeholder={placeholder} className={cx(inputLook, "py-1.5")} />
      ) : (
        <span className="relative flex">
          <Input placeholder={placeholder} className={cx(inputLook, "h-9")} />
          {after}
        </span>
      )}
      {hint && !error && (
        <Text slot="description" className="text-muted text-xs">
          {hint}
        </Text>
      )}
      {error ? (
        <Text slot="errorMessage" className="text-bad text-xs">
          {error}
        </Text>
      ) : (
        <FieldError className="text-bad text-xs" />
      )}
    </AriaTextField>
  );
}
