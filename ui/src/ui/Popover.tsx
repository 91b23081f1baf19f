import type { ReactElement, ReactNode } from "react";
import {
  Dialog as AriaDialog,
  Popover as AriaPopover,
  DialogTrigger,
  type Placement,
} from "react-aria-components";
import { cx } from "@/lib/cx";
import { popoverLook } from "./Menu";

/** The dialog has the name; the box around it would be content outside a landmark with one. */
const UNNAMED = "";

interface PopoverProps {
  trigger: ReactElement;
  label: string;
  placement?: Placement;
  className?: string;
  children: ReactNode;
}

/** A small dialog beside its button. */
export function Popover({ trigger, label, placement, className, children }: PopoverProps) {
  return (
    <DialogTrigger>
      {trigger}
      <AriaPopover
        placement={placement ?? "bottom end"}
        aria-labelledby={UNNAMED}
        offset={6}
        className={cx(popoverLook, "p-0")}
      >
        <AriaDialog aria-label={label} className={cx("outline-none", className)}>
          {children}
        </AriaDialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
