import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { Button } from "./Button";
import { EmptyState } from "./EmptyState";

/** What a failed request says in place of its content. */
export function ProblemState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("common");
  const problem = error instanceof ApiProblem ? error : null;
  return (
    <div role="alert">
      <EmptyState
        icon="warn"
        title={problem?.title ?? t("failed")}
        hint={problem?.detail ?? t("failedHint")}
        action={
          onRetry && (
            <Button size="sm" icon="retry" onPress={onRetry} className="mt-1">
              {t("retry")}
            </Button>
          )
        }
      />
    </div>
  );
}

/** A failed action as one line of text. */
export function problemText(error: unknown, fallback: string): string {
  if (error instanceof ApiProblem) return error.detail ?? error.title;
  return fallback;
}
