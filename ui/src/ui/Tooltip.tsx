import type { ReactElement } from "react";
import { Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components";
import { Kbd } from "./Kbd";

interface TooltipProps {
  text: string;
  keys?: string;
  children: ReactElement;
}

/** Names what the pointer rests on; the name itself is on the element for readers. */
export function Tooltip({ text, keys, children }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={60}>
      {children}
      <AriaTooltip
        offset={6}
        className="animate-fade flex items-center gap-2 rounded-md border border-border bg-raised px-2 py-1 text-text text-xs shadow-pop"
      >
        {text}
        {keys && <Kbd>{keys}</Kbd>}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
