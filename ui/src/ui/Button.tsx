import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { cx } from "@/lib/cx";
import { Icon, type IconName } from "./Icon";
import { Tooltip } from "./Tooltip";

type Variant = "primary" | "secondary" | "ghost" | "danger";

interface ButtonProps extends AriaButtonProps {
  variant?: Variant;
  size?: "sm" | "md";
  icon?: IconName;
  className?: string;
}

const LOOK: Record<Variant, string> = {
  primary:
    "bg-accent-solid text-on-accent border-transparent hover:bg-accent-solid-hover pressed:bg-accent-solid-hover",
  secondary: "bg-panel text-text border-border hover:bg-subtle pressed:bg-subtle-strong",
  ghost: "bg-transparent text-text border-transparent hover:bg-subtle pressed:bg-subtle-strong",
  danger: "bg-bad-solid text-on-accent border-transparent hover:opacity-90",
};

/** The button. One primary per view at most. */
export function Button({
  variant = "secondary",
  size = "md",
  icon,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      className={cx(
        "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors",
        "disabled:cursor-not-allowed disabled:opacity-50 pending:opacity-60",
        size === "sm" ? "h-7 px-2 text-xs" : "h-8 px-3 text-sm",
        LOOK[variant],
        className,
      )}
    >
      {(values) => (
        <>
          {icon && <Icon name={icon} size={size === "sm" ? 14 : 16} />}
          {typeof children === "function" ? children(values) : children}
        </>
      )}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<AriaButtonProps, "children"> {
  icon: IconName;
  /** Its name: the tooltip and what readers say. */
  label: string;
  /** Shortcut shown in the tooltip, e.g. `T`. */
  keys?: string;
  className?: string;
  size?: "sm" | "md";
}

/** A button of one icon, always with a name and a tooltip. */
export function IconButton({
  icon,
  label,
  keys,
  className,
  size = "md",
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={cx(
          "inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors",
          "hover:bg-subtle hover:text-text pressed:bg-subtle-strong disabled:opacity-40",
          size === "sm" ? "size-6" : "size-8",
          className,
        )}
      >
        <Icon name={icon} size={size === "sm" ? 14 : 18} />
      </AriaButton>
    </Tooltip>
  );
}
