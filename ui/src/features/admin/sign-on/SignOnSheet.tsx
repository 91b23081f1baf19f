import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/query-keys";
import { changeProvider, createProvider, providersQuery } from "@/api/sign-on";
import type { SignOnProvider } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { EditorSheet } from "../EditorSheet";
import { Part } from "../Part";
import { useEditor } from "../useEditor";
import { SignOnTestPanel } from "./SignOnTestPanel";
import {
  NEW_PROVIDER,
  newProvider,
  type ProviderDraft,
  providerChange,
  providerDraft,
} from "./sign-on-form";

const FIELDS = ["name", "issuer", "client_id", "client_secret", "domains", "passwords_off"];

interface SignOnSheetProps {
  provider?: SignOnProvider;
  onClose: () => void;
  /** A new one is made in two steps: its address for the provider comes from the first. */
  onMade: (id: string) => void;
}

/** The form of a provider, or of a new one. */
export function SignOnSheet({ provider, onClose, onMade }: SignOnSheetProps) {
  const { t } = useTranslation("admin");
  const cache = useQueryClient();
  const toDraft = (item: SignOnProvider | undefined): ProviderDraft =>
    item ? providerDraft(item) : NEW_PROVIDER;
  const editor = useEditor<SignOnProvider | undefined, ProviderDraft>({
    item: provider,
    toDraft,
    save: (item, draft) =>
      item
        ? changeProvider(item, providerChange(toDraft(item), draft))
        : createProvider(newProvider(draft)),
    reload: async () => {
      const all = await cache.fetchQuery({ ...providersQuery, staleTime: 0 });
      return all.find((each) => each.id === provider?.id);
    },
    onSaved: async (saved) => {
      await cache.invalidateQueries({ queryKey: keys.admin("sign_on") });
      toast(t("saved", { name: saved?.name ?? "" }));
      if (saved && !provider) onMade(saved.id);
      else onClose();
    },
  });
  const { draft, set, errorOf } = editor;

  return (
    <EditorSheet
      editor={editor}
      creating={!provider}
      fields={FIELDS}
      width="lg"
      title={provider?.name ?? t("signOn.add")}
      hint={provider ? undefined : t("signOn.addHint")}
      badge={provider && !provider.active && <Badge icon="pause">{t("signOn.off")}</Badge>}
      onClose={onClose}
    >
      <div className="grid grid-cols-2 items-start gap-3">
        <TextField
          label={t("field.name")}
          hint={t("signOn.nameHint")}
          isRequired
          autoFocus
          value={draft.name}
          onChange={(name) => set({ name })}
          error={errorOf("name")}
        />
        <TextField
          label={t("signOn.issuer")}
          hint={t("signOn.issuerHint")}
          type="url"
          isRequired
          value={draft.issuer}
          onChange={(issuer) => set({ issuer })}
          error={errorOf("issuer")}
        />
      </div>
      {provider && <RedirectAddress provider={provider} />}
      <div className="grid grid-cols-2 items-start gap-3">
        <TextField
          label={t("signOn.clientId")}
          hint={provider ? undefined : t("signOn.laterHint")}
          autoComplete="off"
          value={draft.clientId}
          onChange={(clientId) => set({ clientId })}
          error={errorOf("client_id")}
        />
        <Secret
          kept={provider?.secret_set ?? false}
          value={draft.secret}
          onChange={(secret) => set({ secret })}
          error={errorOf("client_secret")}
        />
      </div>
      <TextField
        label={t("signOn.domains")}
        hint={t("signOn.domainsHint")}
        rows={2}
        value={draft.domains}
        onChange={(domains) => set({ domains })}
        error={errorOf("domains")}
      />
      {provider && (
        <>
          <Switch
            label={t("signOn.inUse")}
            hint={t("signOn.inUseHint")}
            on={draft.active}
            onChange={(active) => set({ active })}
          />
          <Part title={t("signOn.rules")}>
            <Switch
              label={t("signOn.passwordsOff")}
              hint={t("signOn.passwordsOffHint")}
              on={draft.passwordsOff}
              onChange={(passwordsOff) => set({ passwordsOff })}
            />
            {errorOf("passwords_off") && (
              <p role="alert" className="flex gap-2 rounded-md bg-bad-weak p-2 text-bad text-xs">
                <Icon name="warn" />
                {errorOf("passwords_off")}
              </p>
            )}
            <Switch
              label={t("signOn.asksCode")}
              hint={t("signOn.asksCodeHint")}
              on={draft.asksCode}
              onChange={(asksCode) => set({ asksCode })}
            />
            <Switch
              label={t("signOn.createsPeople")}
              hint={t("signOn.createsPeopleHint")}
              on={draft.createsPeople}
              onChange={(createsPeople) => set({ createsPeople })}
            />
            <Switch
              label={t("signOn.trustsEmails")}
              hint={t("signOn.trustsEmailsHint")}
              on={draft.trustsEmails}
              onChange={(trustsEmails) => set({ trustsEmails })}
            />
          </Part>
          <SignOnTestPanel id={provider.id} dirty={editor.dirty} />
        </>
      )}
    </EditorSheet>
  );
}

/** What has to be entered at the provider. */
function RedirectAddress({ provider }: { provider: SignOnProvider }) {
  const { t } = useTranslation("admin");
  return (
    <section
      aria-label={t("signOn.redirect")}
      className="flex flex-col gap-1 border-border border-t pt-3"
    >
      <div className="flex items-center gap-3">
        <h3 className="grow font-medium text-sm">{t("signOn.redirect")}</h3>
        <CopyButton text={provider.redirect_uri} name={t("signOn.copyRedirect")} />
      </div>
      <p className="text-muted text-xs">{t("signOn.redirectHint")}</p>
      <code className="block break-all rounded-md border border-border bg-subtle px-3 py-2 text-xs">
        {provider.redirect_uri}
      </code>
    </section>
  );
}

interface SecretProps {
  /** Whether the server holds one. */
  kept: boolean;
  value: string | null;
  onChange: (value: string | null) => void;
  error: string | null;
}

/** The client secret: what is set is never shown, only replaced. */
function Secret({ kept, value, onChange, error }: SecretProps) {
  const { t } = useTranslation("admin");
  const label = t("signOn.secret");
  if (value === null) {
    return (
      <div className="flex flex-col gap-1">
        <span className="font-medium text-xs">{label}</span>
        <span className="flex h-9 items-center gap-2 text-sm">
          <Icon name="lock" className="text-muted" />
          <span className="grow">{t("channels.secretSet")}</span>
          <Button
            size="sm"
            aria-label={t("channels.changeSecretOf", { label })}
            onPress={() => onChange("")}
          >
            {t("channels.changeSecret")}
          </Button>
        </span>
      </div>
    );
  }
  return (
    <div className="flex items-start gap-2">
      <TextField
        label={label}
        type="password"
        autoComplete="new-password"
        value={value}
        onChange={onChange}
        error={error}
        className="grow"
      />
      {kept && (
        <span className="pt-6">
          <Button size="sm" onPress={() => onChange(null)}>
            {t("channels.keepSecret")}
          </Button>
        </span>
      )}
    </div>
  );
}
