import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { beginFactor, confirmFactor, factorQuery, removeFactor } from "@/api/account";
import { ApiProblem } from "@/api/problem";
import { keys } from "@/api/query-keys";
import type { FactorSetup } from "@/api/types";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { QrImage } from "@/ui/QrImage";
import { toast } from "@/ui/Toast";

/** One's own second factor: switched on in three steps, or off. */
export default function FactorDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("common");
  const state = useQuery(factorQuery);
  const [setup, setSetup] = useState<FactorSetup | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  return (
    <Dialog open onClose={onClose} title={t("factor.title")} width="sm" staysOpen={codes !== null}>
      {state.error ? (
        <Refusal error={state.error} />
      ) : codes ? (
        <Codes codes={codes} onDone={onClose} />
      ) : setup ? (
        <Scan setup={setup} onDone={setCodes} />
      ) : state.data?.active ? (
        <Remove left={state.data.recovery_left} onDone={onClose} />
      ) : state.data ? (
        <Start onDone={setSetup} />
      ) : (
        <div className="h-40" />
      )}
    </Dialog>
  );
}

/** What is wrong with a field of the form; `null` when it is none of them. */
function at(error: unknown, field: string, text: string): string | null {
  return error instanceof ApiProblem && error.field === field ? problemText(error, text) : null;
}

function Refusal({ error, but = [] }: { error: unknown; but?: string[] }) {
  const { t } = useTranslation("common");
  if (!error || (error instanceof ApiProblem && but.includes(error.field ?? ""))) return null;
  return (
    <p role="alert" className="text-bad text-xs">
      {problemText(error, t("actionFailed"))}
    </p>
  );
}

function Start({ onDone }: { onDone: (setup: FactorSetup) => void }) {
  const { t } = useTranslation("common");
  const [password, setPassword] = useState("");
  const begin = useMutation({ mutationFn: () => beginFactor(password), onSuccess: onDone });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        begin.mutate();
      }}
    >
      <p className="text-sm">{t("factor.off")}</p>
      <TextField
        label={t("account.current")}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        isRequired
        autoFocus
        error={at(begin.error, "password", t("actionFailed"))}
      />
      <Refusal error={begin.error} but={["password"]} />
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        isPending={begin.isPending}
        isDisabled={password === ""}
      >
        {t("factor.start")}
      </Button>
    </form>
  );
}

function Scan({ setup, onDone }: { setup: FactorSetup; onDone: (codes: string[]) => void }) {
  const { t } = useTranslation("common");
  const cache = useQueryClient();
  const [code, setCode] = useState("");
  const confirm = useMutation({
    mutationFn: () => confirmFactor(code),
    onSuccess: ({ codes }) => {
      toast(t("factor.enabled"));
      onDone(codes);
      void cache.invalidateQueries({ queryKey: keys.factor });
    },
  });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate();
      }}
    >
      <p className="text-sm">{t("factor.scan")}</p>
      <div className="self-center">
        <QrImage svg={setup.qr} label={t("factor.qr")} />
      </div>
      <div className="flex items-center gap-2">
        <p className="min-w-0 grow text-xs">
          <span className="text-muted">{t("factor.secret")}: </span>
          <code className="break-all">{setup.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
        </p>
        <CopyButton text={setup.secret} name={t("factor.copySecret")} />
      </div>
      <TextField
        label={t("factor.code")}
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={setCode}
        isRequired
        autoFocus
        error={at(confirm.error, "code", t("actionFailed"))}
      />
      <Refusal error={confirm.error} but={["code"]} />
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        isPending={confirm.isPending}
        isDisabled={code.trim() === ""}
      >
        {t("factor.confirm")}
      </Button>
    </form>
  );
}

function Codes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation("common");
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm">{t("factor.recovery")}</p>
      <ul
        aria-label={t("factor.recoveryCodes")}
        className="grid grid-cols-2 gap-x-4 gap-y-1 rounded-md border border-border bg-subtle p-3 font-mono text-sm"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex justify-end gap-2">
        <CopyButton text={codes.join("\n")} name={t("factor.copyCodes")} />
        <Button variant="primary" onPress={onDone}>
          {t("factor.saved")}
        </Button>
      </div>
    </div>
  );
}

function Remove({ left, onDone }: { left: number; onDone: () => void }) {
  const { t } = useTranslation("common");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const remove = useMutation({
    mutationFn: () => removeFactor({ password, code }),
    onSuccess: () => {
      toast(t("factor.removed"));
      onDone();
    },
  });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        remove.mutate();
      }}
    >
      <p className="text-sm">{t("factor.on")}</p>
      <p className="text-muted text-xs">{t("factor.left", { count: left })}</p>
      <p className="text-sm">{t("factor.removeHint")}</p>
      <TextField
        label={t("account.current")}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        isRequired
        error={at(remove.error, "password", t("actionFailed"))}
      />
      <TextField
        label={t("factor.anyCode")}
        autoComplete="one-time-code"
        value={code}
        onChange={setCode}
        isRequired
        error={at(remove.error, "code", t("actionFailed"))}
      />
      <Refusal error={remove.error} but={["password", "code"]} />
      <Button
        type="submit"
        className="self-end"
        isPending={remove.isPending}
        isDisabled={password === "" || code.trim() === ""}
      >
        {t("factor.remove")}
      </Button>
    </form>
  );
}
