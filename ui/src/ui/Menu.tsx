import type { ReactElement, ReactNode } from "react";
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  type MenuItemProps as AriaMenuItemProps,
  type MenuProps as AriaMenuProps,
  Popover as AriaPopover,
  MenuTrigger,
  type Placement,
} from "react-aria-components";
import { cx } from "@/lib/cx";
import { Icon, type IconName } from "./Icon";
import { Kbd } from "./Kbd";

/** The surface of everything that opens from a button. */
export const popoverLook =
  "animate-pop min-w-44 overflow-auto rounded-lg border border-border bg-raised p-1 shadow-pop outline-none";

/** One line of a list that opens from a button. */
export const optionLook =
  "flex min-h-8 items-center gap-2 rounded-md px-2 py-1 text-sm outline-none focused:bg-subtle hover:bg-subtle selected:font-medium disabled:opacity-50";

interface MenuProps<T> extends AriaMenuProps<T> {
  trigger: ReactElement;
  placement?: Placement;
  label: string;
}

export function Menu<T extends object>({ trigger, placement, label, ...rest }: MenuProps<T>) {
  return (
    <MenuTrigger>
      {trigger}
      <AriaPopover placement={placement ?? "bottom start"} offset={4} className={popoverLook}>
        <AriaMenu {...rest} aria-label={label} className="outline-none" />
      </AriaPopover>
    </MenuTrigger>
  );
}

interface MenuItemProps extends Omit<AriaMenuItemProps, "children"> {
  icon?: IconName;
  keys?: string;
  tone?: "bad";
  children: ReactNode;
}

export function MenuItem({ icon, keys, tone, children, ...rest }: MenuItemProps) {
  const textValue = typeof children === "string" ? children : rest.textValue;
  return (
    <AriaMenuItem
      {...rest}
      textValue={textValue}
      className={cx(optionLook, tone === "bad" && "text-bad")}
    >
      {({ isSelected, selectionMode }) => (
        <>
          {icon && <Icon name={icon} className={tone === "bad" ? "" : "text-muted"} />}
          <span className="grow">{children}</span>
          {keys && <Kbd>{keys}</Kbd>}
          {selectionMode !== "none" && (
            <Icon name="check" className={isSelected ? "text-accent" : "invisible"} />
          )}
        </>
      )}
    </AriaMenuItem>
  );
}
