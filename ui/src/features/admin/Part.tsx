import { type ReactNode, useId } from "react";

interface PartProps {
  title: string;
  hint?: string;
  children: ReactNode;
}

/** Fields of a form that belong together. */
export function Part({ title, hint, children }: PartProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3 border-border border-t pt-3">
      <div>
        <h3 id={id} className="font-medium text-sm">
          {title}
        </h3>
        {hint && <p className="text-muted text-xs">{hint}</p>}
      </div>
      {children}
    </section>
  );
}
