import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/ui/EmptyState";

interface State {
  error: Error | null;
}

/** Shows a way out instead of a white page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    return this.state.error ? <Crash error={this.state.error} /> : this.props.children;
  }
}

/** The page that could not be shown; plain elements only, since anything else may be what broke. */
export function Crash({ error }: { error: Error }) {
  const { t } = useTranslation("common");
  return (
    <div role="alert" className="flex h-full flex-col items-center justify-center">
      <EmptyState
        heading
        icon="warn"
        title={t("crash.title")}
        hint={t("crash.hint")}
        action={
          <button
            type="button"
            onClick={() => location.reload()}
            className="mt-2 h-8 rounded-md bg-accent-solid px-3 font-medium text-on-accent text-sm"
          >
            {t("crash.reload")}
          </button>
        }
      />
      <p className="max-w-xl px-6 text-center font-mono text-muted text-xs">{error.message}</p>
    </div>
  );
}
