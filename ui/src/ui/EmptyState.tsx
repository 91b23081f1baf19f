import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";

interface EmptyStateProps {
  icon: IconName;
  title: string;
  hint?: string;
  action?: ReactNode;
  /** The title is the page's own heading. */
  heading?: boolean;
}

/** What a place says when there is nothing in it: why, and what to do next. */
export function EmptyState({ icon, title, hint, action, heading }: EmptyStateProps) {
  const Title = heading ? "h1" : "p";
  return (
    <div className="flex flex-col items-center justify-center gap-2 px-6 py-12 text-center">
      <span className="mb-1 flex size-10 items-center justify-center rounded-full border border-border bg-panel text-muted">
        <Icon name={icon} size={20} />
      </span>
      <Title className="font-medium text-sm">{title}</Title>
      {hint && <p className="max-w-72 text-muted text-xs">{hint}</p>}
      {action}
    </div>
  );
}
