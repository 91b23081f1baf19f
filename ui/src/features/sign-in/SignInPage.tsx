import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { signIn } from "@/api/account";
import { ApiProblem } from "@/api/problem";
import { queryClient } from "@/api/query-client";
import { keys } from "@/api/query-keys";
import { settings, useSettings } from "@/lib/settings";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { CodeForm } from "./CodeForm";
import { ProviderButtons, ProviderProblem } from "./Providers";

/** Sign-in. The tenant is asked for only when the address is known to several, a code only when the
 * person has a second factor. */
export function SignInPage() {
  const { t } = useTranslation("auth");
  const { expired, problem, code } = useSearch({ from: "/sign-in" });
  return (
    <div className="flex h-full flex-col bg-bg">
      <LanguageSwitch />
      <main className="flex grow items-center justify-center px-4 pb-24">
        <div className="w-full max-w-sm rounded-xl border border-border bg-panel p-8">
          <div className="mb-6 flex items-center gap-3">
            <img src="/favicon.svg" alt="" className="size-9" />
            <div>
              <h1 className="text-lg">{t("title")}</h1>
              <p className="text-muted text-xs">{t("hint")}</p>
            </div>
          </div>
          {expired && (
            <p
              role="status"
              className="mb-4 flex gap-2 rounded-md bg-info-weak p-2 text-info text-xs"
            >
              <Icon name="info" />
              {t("expired")}
            </p>
          )}
          {problem && !code && <ProviderProblem code={problem} />}
          {code ? <CodeForm /> : <SignInForm />}
        </div>
      </main>
    </div>
  );
}

function SignInForm() {
  const { t } = useTranslation("auth");
  const { next, tenant: named } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tenant, setTenant] = useState<string | null>(named ?? null);
  const [left, setLeft] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [visible, setVisible] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const me = await signIn({
        email: email.trim(),
        password,
        tenant: tenant ?? undefined,
        code: code?.trim() || undefined,
      });
      queryClient.clear();
      queryClient.setQueryData(keys.me, me);
      settings.set({ language: me.locale });
      if (next) await navigate({ href: next, replace: true });
      else await navigate({ to: "/", replace: true });
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.code === "tenant_needed") setTenant("");
      // The first time it is a question, not a mistake: the field says it all.
      const asks = problem instanceof ApiProblem && problem.code === "code_needed";
      if (asks || (problem instanceof ApiProblem && problem.code === "code_wrong")) setCode("");
      setError(asks ? null : problemText(problem, t("failed")));
      setBusy(false);
    }
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={t("email")}
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
        onBlur={() => setLeft(email.trim())}
        isRequired
        autoFocus
      />
      <TextField
        label={t("password")}
        type={visible ? "text" : "password"}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        isRequired
        after={
          <button
            type="button"
            onClick={() => setVisible(!visible)}
            aria-pressed={visible}
            className="absolute inset-y-0 right-1 my-auto h-7 rounded px-2 text-muted text-xs hover:bg-subtle"
          >
            {visible ? t("hide") : t("show")}
          </button>
        }
      />
      {tenant !== null && (
        <TextField
          label={t("tenant")}
          hint={t("tenantHint")}
          name="tenant"
          value={tenant}
          onChange={setTenant}
          isRequired
        />
      )}
      {code !== null && (
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
      )}
      {error && (
        <p role="alert" className="flex gap-2 rounded-md bg-bad-weak p-2 text-bad text-xs">
          <Icon name="warn" />
          {error}
        </p>
      )}
      <Button type="submit" variant="primary" isPending={busy} className="h-9">
        {busy ? t("signingIn") : t("submit")}
      </Button>
      <ProviderButtons next={next} tenant={named} email={left} />
    </form>
  );
}

function LanguageSwitch() {
  const { t } = useTranslation("auth");
  const { language } = useSettings();
  return (
    <header className="flex justify-end p-3">
      <label className="flex items-center gap-1 text-muted text-xs">
        <Icon name="globe" size={14} />
        <span className="sr-only">{t("language")}</span>
        <select
          value={language}
          onChange={(event) =>
            settings.set({ language: event.target.value === "en" ? "en" : "ja" })
          }
          className="h-7 rounded-md border border-border bg-panel px-1 text-text"
        >
          <option value="ja">日本語</option>
          <option value="en">English</option>
        </select>
      </label>
    </header>
  );
}
