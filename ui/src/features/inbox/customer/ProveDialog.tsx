import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { askProof, checkProof, proofsQuery } from "@/api/proofs";
import { keys } from "@/api/query-keys";
import type { Customer, Proof } from "@/api/types";
import { customerName } from "@/lib/names";
import { useSettings } from "@/lib/settings";
import { formatTime } from "@/lib/time";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import type { IconName } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

interface ProveDialogProps {
  customer: Customer;
  caseId: string;
  /** The address that is looked at; the agent may type another one. */
  address: string;
  onClose: () => void;
}

/** Whether an address is the customer's: a mail goes there, and its code or link comes back. */
export default function ProveDialog({ customer, caseId, address, onClose }: ProveDialogProps) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const { data: proofs = [] } = useQuery(proofsQuery(customer.id));
  const [asked, setAsked] = useState<string | null>(null);
  const current = proofs.find((proof) => proof.id === asked) ?? proofs.find(isWaiting);
  const reread = () => {
    void cache.invalidateQueries({ queryKey: keys.proofs(customer.id) });
    void cache.invalidateQueries({ queryKey: keys.customer(customer.id) });
  };
  // The customer may press the button of the mail while this is open.
  const proven = current?.id === asked && current?.state === "proven";
  useEffect(() => {
    if (proven) void cache.invalidateQueries({ queryKey: keys.customer(customer.id) });
  }, [proven, cache, customer.id]);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("prove.title", { name: customerName(customer, c) })}
      width="md"
    >
      <div className="flex flex-col gap-4">
        <p className="text-muted text-xs">{t("prove.hint")}</p>
        <Ask
          start={address}
          again={current !== undefined}
          customer={customer}
          caseId={caseId}
          onAsked={(proof) => {
            setAsked(proof.id);
            reread();
          }}
        />
        {current && <Answer key={current.id} proof={current} onAnswered={reread} />}
        <Button className="self-end" onPress={onClose}>
          {c("close")}
        </Button>
      </div>
    </Dialog>
  );
}

const isWaiting = (proof: Proof) => proof.state === "waiting";

interface AskProps {
  start: string;
  again: boolean;
  customer: Customer;
  caseId: string;
  onAsked: (proof: Proof) => void;
}

function Ask({ start, again, customer, caseId, onAsked }: AskProps) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const [address, setAddress] = useState(start);
  const ask = useMutation({
    mutationFn: () => askProof(customer.id, { address: address.trim(), case: caseId }),
    onSuccess: (proof) => {
      toast(t("prove.sent", { address: proof.address }));
      onAsked(proof);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <form className="flex items-start gap-2" onSubmit={submit}>
      <div className="min-w-0 grow">
        <TextField
          label={t("prove.address")}
          type="email"
          autoComplete="off"
          value={address}
          onChange={setAddress}
          error={ask.error ? problemText(ask.error, c("actionFailed")) : null}
          isRequired
        />
      </div>
      <Button
        type="submit"
        variant={again ? "secondary" : "primary"}
        icon="mail"
        className="mt-6"
        isPending={ask.isPending}
        isDisabled={address.trim() === ""}
      >
        {again ? t("prove.again") : t("prove.send")}
      </Button>
    </form>
  );
}

const STATE: Record<Proof["state"], { tone: Tone; icon: IconName }> = {
  waiting: { tone: "info", icon: "clock" },
  proven: { tone: "ok", icon: "check" },
  expired: { tone: "neutral", icon: "clock" },
  locked: { tone: "bad", icon: "lock" },
  undelivered: { tone: "bad", icon: "warn" },
};

function Answer({ proof, onAnswered }: { proof: Proof; onAnswered: () => void }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const [code, setCode] = useState("");
  const check = useMutation({
    mutationFn: () => checkProof(proof.id, code),
    onSuccess: (proven) => {
      if (proven.other_customer) toast(t("prove.other"), "bad");
      else toast(proven.joined ? t("prove.joined") : t("prove.done"));
      onAnswered();
    },
    onError: onAnswered,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check.mutate();
  };
  const { tone, icon } = STATE[proof.state];
  const at = check.error instanceof ApiProblem ? problemText(check.error, c("actionFailed")) : null;
  return (
    <section aria-label={t("prove.answer")} className="rounded-lg border border-border px-3 py-3">
      <p role="status" className="flex flex-wrap items-center gap-2 text-xs">
        <span className="min-w-0 truncate font-medium">{proof.address}</span>
        <Badge tone={tone} icon={icon}>
          {t(`prove.state.${proof.state}`)}
        </Badge>
        {proof.state === "waiting" && (
          <span className="text-2xs text-muted">
            {t("prove.until", { time: formatTime(proof.expires_at, language) })}
          </span>
        )}
      </p>
      {proof.state === "waiting" && (
        <form className="mt-3 flex items-start gap-2" onSubmit={submit}>
          <div className="w-56">
            <TextField
              label={t("prove.code")}
              hint={t("prove.codeHint")}
              inputMode="numeric"
              autoComplete="off"
              value={code}
              onChange={setCode}
              error={at}
              autoFocus
            />
          </div>
          <Button
            type="submit"
            variant="primary"
            className="mt-6"
            isPending={check.isPending}
            isDisabled={code.trim() === ""}
          >
            {t("prove.check")}
          </Button>
        </form>
      )}
    </section>
  );
}
