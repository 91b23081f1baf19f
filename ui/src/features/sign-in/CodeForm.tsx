import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "@/api/query-client";
import { keys } from "@/api/query-keys";
import { enterCode } from "@/api/sign-on";
import { settings } from "@/lib/settings";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";

/** The code of the second factor, where a provider alone does not do. */
export function CodeForm() {
  const { t } = useTranslation("auth");
  const { next } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const me = await enterCode(code.trim());
      queryClient.clear();
      queryClient.setQueryData(keys.me, me);
      settings.set({ language: me.locale });
      await navigate({ href: next ?? "/", replace: true });
    } catch (problem) {
      setError(problemText(problem, t("failed")));
      setBusy(false);
    }
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <p className="text-sm">{t("codeOf")}</p>
      <TextField
        label={t("code")}
        hint={t("codeHint")}
        name="code"
        autoComplete="one-time-code"
        value={code}
        onChange={setCode}
        isRequired
        autoFocus
      />
      {error && (
        <p role="alert" className="flex gap-2 rounded-md bg-bad-weak p-2 text-bad text-xs">
          <Icon name="warn" />
          {error}
        </p>
      )}
      <Button type="submit" variant="primary" isPending={busy} className="h-9">
        {busy ? t("signingIn") : t("submit")}
      </Button>
      <Link to="/sign-in" search={{ next }} className="text-center text-xs">
        {t("tryAgain")}
      </Link>
    </form>
  );
}
