import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { setLookalikeThreshold } from "@/api/customers";
import { keys } from "@/api/query-keys";
import { problemText } from "@/ui/Problem";
import { Select } from "@/ui/Select";
import { toast } from "@/ui/Toast";

const STEPS = [30, 40, 50, 60, 70, 80, 90, 95] as const;

/** From which likeness on the centre looks at a pair; holds for everybody. */
export function Threshold({ score }: { score: number }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const set = useMutation({
    mutationFn: setLookalikeThreshold,
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.lookalikes().slice(0, 1) });
      toast(t("lookalike.thresholdSet"));
    },
    onError: (error) => toast(problemText(error, c("actionFailed")), "bad"),
  });
  const steps = [...new Set([...STEPS, score])].sort((a, b) => a - b);
  return (
    <Select
      label={t("lookalike.threshold")}
      quiet
      size="sm"
      options={steps.map((step) => ({
        id: String(step),
        label: t("lookalike.from", { score: step }),
      }))}
      value={String(score)}
      onChange={(value) => set.mutate(Number(value))}
    />
  );
}
