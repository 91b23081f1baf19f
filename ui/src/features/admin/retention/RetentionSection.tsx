import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { ApiProblem } from "@/api/problem";
import { keys } from "@/api/query-keys";
import {
  previewRetention,
  retentionQuery,
  retentionRunsQuery,
  setRetention,
} from "@/api/retention";
import type { Retention, RetentionPreview, RetentionView } from "@/api/types";
import { CHANNEL_KINDS, channelIcon } from "@/lib/channel";
import { formatCount } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { formatDate, formatDateTime } from "@/lib/time";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { ProblemState, problemText } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import type { SectionProps } from "../AdminPage";
import { SectionFrame } from "../SectionFrame";
import { PARTS, policyOf, samePolicy, type Typed, typedOf } from "./days";

/** How long contents are kept, and what was deleted. */
export default function RetentionSection(_props: SectionProps) {
  const { t: c } = useTranslation("common");
  const policy = useQuery(retentionQuery);
  return (
    <SectionFrame section="retention">
      <div className="flex min-h-0 max-w-4xl flex-col gap-4 overflow-y-auto">
        {policy.isPending && <SkeletonRows rows={4} label={c("loading")} />}
        {policy.isError && (
          <ProblemState error={policy.error} onRetry={() => void policy.refetch()} />
        )}
        {policy.data && <Policy key={JSON.stringify(policy.data.policy)} held={policy.data} />}
        <Runs />
      </div>
    </SectionFrame>
  );
}

function Policy({ held }: { held: RetentionView }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const [typed, setTyped] = useState<Typed>(() => typedOf(held.policy, CHANNEL_KINDS));
  const [asked, setAsked] = useState<{ policy: Retention; lines: RetentionPreview[] } | null>(null);
  const wanted = policyOf(typed);
  const ask = useMutation({
    mutationFn: previewRetention,
    onSuccess: (lines, policy) => setAsked({ policy, lines }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted) ask.mutate(wanted);
  };
  const wrong = ask.error instanceof ApiProblem ? ask.error.field : null;
  return (
    <form
      className="shrink-0 rounded-lg border border-border bg-panel px-4 py-3"
      aria-label={t("retention.policy")}
      onSubmit={submit}
    >
      <p className="mb-3 text-muted text-xs">{t("retention.hint", { min: held.days_min })}</p>
      <div className="grid grid-cols-[minmax(8rem,1fr)_repeat(3,9rem)] items-start gap-x-4 gap-y-3">
        <span />
        {PARTS.map((part) => (
          <span key={part} className="text-muted text-xs">
            {t(`retention.part.${part}`)}
          </span>
        ))}
        {CHANNEL_KINDS.map((kind) => (
          <div key={kind} className="contents">
            <span className="flex h-9 items-center gap-2 text-sm">
              <Icon name={channelIcon(kind)} size={14} className="text-muted" />
              {c(`channel.${kind}`)}
            </span>
            {PARTS.map((part) => (
              <TextField
                key={part}
                quiet
                label={t("retention.days", {
                  channel: c(`channel.${kind}`),
                  part: t(`retention.part.${part}`),
                })}
                inputMode="numeric"
                placeholder={t("retention.forEver")}
                value={typed[kind]?.[part] ?? ""}
                onChange={(text) =>
                  setTyped((before) => ({ ...before, [kind]: { ...before[kind], [part]: text } }))
                }
                error={
                  wrong === `${kind}.${part}` ? problemText(ask.error, c("actionFailed")) : null
                }
              />
            ))}
          </div>
        ))}
      </div>
      {wanted === null && (
        <p role="alert" className="mt-2 text-bad text-xs">
          {t("retention.numbers")}
        </p>
      )}
      {ask.error && !wrong && (
        <p role="alert" className="mt-2 text-bad text-xs">
          {problemText(ask.error, c("actionFailed"))}
        </p>
      )}
      <div className="mt-4 flex justify-end">
        <Button
          type="submit"
          variant="primary"
          isPending={ask.isPending}
          isDisabled={wanted === null || samePolicy(wanted, held.policy)}
        >
          {t("retention.look")}
        </Button>
      </div>
      {asked && <Confirm {...asked} onClose={() => setAsked(null)} />}
    </form>
  );
}

interface ConfirmProps {
  policy: Retention;
  lines: RetentionPreview[];
  onClose: () => void;
}

/** What the policy deletes at once is said before it holds. */
function Confirm({ policy, lines, onClose }: ConfirmProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const cache = useQueryClient();
  const save = useMutation({
    mutationFn: () => setRetention(policy),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.admin("retention") });
      toast(t("retention.saved"));
      onClose();
    },
  });
  const due = lines.filter((line) => line.cases > 0);
  return (
    <Dialog open onClose={onClose} title={t("retention.confirm")} width="md">
      <div className="flex flex-col gap-4 text-sm">
        {due.length === 0 ? (
          <p>{t("retention.nothingDue")}</p>
        ) : (
          <>
            <p className="flex items-center gap-2 text-bad">
              <Icon name="warn" />
              {t("retention.due")}
            </p>
            <ul className="flex flex-col gap-1">
              {due.map((line) => (
                <li key={`${line.kind}.${line.part}`}>
                  {t("retention.dueLine", {
                    channel: c(`channel.${line.kind}`),
                    part: t(`retention.part.${line.part}`),
                    cases: formatCount(line.cases, language),
                    oldest: line.oldest ? formatDate(line.oldest, language) : c("none"),
                  })}
                </li>
              ))}
            </ul>
          </>
        )}
        <p className="text-muted text-xs">{t("retention.stays")}</p>
        {save.error && (
          <p role="alert" className="text-bad text-xs">
            {problemText(save.error, c("actionFailed"))}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant={due.length > 0 ? "danger" : "primary"}
            isPending={save.isPending}
            onPress={() => save.mutate()}
          >
            {due.length > 0 ? t("retention.delete") : t("retention.save")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Runs() {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const names = useNames();
  const { data: runs = [] } = useQuery(retentionRunsQuery);
  if (runs.length === 0) return null;
  return (
    <section className="shrink-0 rounded-lg border border-border bg-panel px-4 py-3">
      <h2 className="mb-2 text-sm">{t("retention.runs")}</h2>
      <table className="w-full text-left text-xs">
        <thead className="text-muted">
          <tr>
            <th className="py-1 font-normal">{t("retention.at")}</th>
            <th className="py-1 font-normal">{t("retention.channel")}</th>
            <th className="py-1 font-normal">{t("retention.what")}</th>
            <th className="py-1 text-right font-normal">{t("retention.cases")}</th>
            <th className="py-1 text-right font-normal">{t("retention.messages")}</th>
            <th className="py-1 text-right font-normal">{t("retention.files")}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} className="border-border border-t">
              <td className="py-1">{formatDateTime(run.at, language)}</td>
              <td className="py-1">{names.channels.get(run.channel)?.name ?? c("none")}</td>
              <td className="py-1">{t(`retention.part.${run.part}`)}</td>
              <td className="tnum py-1 text-right">{formatCount(run.cases, language)}</td>
              <td className="tnum py-1 text-right">{formatCount(run.messages, language)}</td>
              <td className="tnum py-1 text-right">{formatCount(run.files, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
