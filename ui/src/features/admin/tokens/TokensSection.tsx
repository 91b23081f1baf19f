import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { revokeToken, tokensQuery } from "@/api/admin";
import type { ApiToken, MadeApiToken } from "@/api/admin-types";
import { useNames } from "@/api/directory";
import { useSettings } from "@/lib/settings";
import { formatDate } from "@/lib/time";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemState, problemText } from "@/ui/Problem";
import { RelativeTime } from "@/ui/RelativeTime";
import { ScrollRegion } from "@/ui/ScrollRegion";
import { SkeletonRows } from "@/ui/Skeleton";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import type { SectionProps } from "../AdminPage";
import { permissionKey } from "../roles/grants";
import { ListFilter, SectionFrame } from "../SectionFrame";
import { matches } from "../sections";
import { NEW, useItemNavigation } from "../useItemNavigation";
import { MadeDialog } from "./MadeDialog";
import { NewTokenSheet } from "./NewTokenSheet";

const head = "whitespace-nowrap border-border border-b px-3 py-1.5 font-medium first:pl-4";

/** Tokens with which programs use the API. */
export default function TokensSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { create, close } = useItemNavigation("tokens");
  const { users } = useNames();
  const list = useQuery(tokensQuery);
  const [typed, setTyped] = useState("");
  const [ended, setEnded] = useState(false);
  const [made, setMade] = useState<MadeApiToken | null>(null);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const owner = (token: ApiToken) => users.get(token.owner)?.name ?? c("unknownPerson");
  const all = list.data ?? [];
  const rows = all
    .filter((token) => (ended || token.good) && matches(typed, token.name, owner(token)))
    .sort((a, b) => Number(b.good) - Number(a.good));
  return (
    <SectionFrame
      section="tokens"
      tools={
        <>
          {all.some((token) => !token.good) && (
            <Switch label={t("tokens.showEnded")} on={ended} onChange={setEnded} />
          )}
          <ListFilter label={t("tokens.filter")} value={typed} onChange={setTyped} />
          <Button variant="primary" icon="plus" onPress={create}>
            {t("tokens.add")}
          </Button>
        </>
      }
    >
      {list.isPending && <SkeletonRows rows={5} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState
          icon="key"
          title={typed ? t("nothing") : t("tokens.empty")}
          hint={typed ? t("nothingHint") : t("tokens.emptyHint")}
        />
      )}
      {rows.length > 0 && (
        <ScrollRegion
          label={t("sections.tokens.title")}
          className="rounded-lg border border-border bg-panel"
        >
          <table className="w-full text-sm">
            <thead className="text-left text-muted text-xs">
              <tr>
                <th scope="col" className={head}>
                  {t("field.name")}
                </th>
                <th scope="col" className={head}>
                  {t("tokens.scopes")}
                </th>
                <th scope="col" className={head}>
                  {t("tokens.owner")}
                </th>
                <th scope="col" className={head}>
                  {t("tokens.lastUsed")}
                </th>
                <th scope="col" className={head}>
                  {t("tokens.until")}
                </th>
                <th scope="col" className={head}>
                  {t("tokens.state")}
                </th>
                <td className={head} />
              </tr>
            </thead>
            <tbody>
              {rows.map((token) => (
                <Row
                  key={token.id}
                  token={token}
                  owner={owner(token)}
                  onRevoke={() => setRevoking(token)}
                />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      {item === NEW && (
        <NewTokenSheet
          onClose={close}
          onMade={(token) => {
            setMade(token);
            close();
          }}
        />
      )}
      {made && <MadeDialog made={made} onClose={() => setMade(null)} />}
      {revoking && <RevokeDialog token={revoking} onClose={() => setRevoking(null)} />}
    </SectionFrame>
  );
}

interface RowProps {
  token: ApiToken;
  owner: string;
  onRevoke: () => void;
}

function Row({ token, owner, onRevoke }: RowProps) {
  const { t } = useTranslation("admin");
  const { language } = useSettings();
  const scopes = token.scopes.map((scope) => t(`permission.${permissionKey(scope)}`)).join("、");
  return (
    <tr
      className={`h-(--row-data) border-border border-b last:border-0 ${token.good ? "" : "text-muted"}`}
    >
      <th scope="row" className="max-w-64 py-1 pl-4 text-left font-medium">
        <span className="block truncate">{token.name}</span>
        <code className="block font-normal text-2xs text-muted">mdg_…{token.ending}</code>
      </th>
      <td className="w-full max-w-0 px-3">
        <span className="line-clamp-2 text-xs" title={token.scopes.join(" ")}>
          {scopes}
        </span>
      </td>
      <td className="whitespace-nowrap px-3">{owner}</td>
      <td className="whitespace-nowrap px-3">
        {token.last_used_at ? (
          <>
            <RelativeTime at={token.last_used_at} />
            <span className="block text-2xs text-muted">{token.last_ip}</span>
          </>
        ) : (
          <span className="text-muted">{t("tokens.unused")}</span>
        )}
      </td>
      <td className="whitespace-nowrap px-3">
        {token.expires_at ? formatDate(token.expires_at, language) : t("tokens.expiries.never")}
      </td>
      <td className="whitespace-nowrap px-3">
        {token.good ? (
          <Badge tone="ok" icon="check">
            {t("tokens.good")}
          </Badge>
        ) : (
          <Badge icon="lock">{t(token.revoked_at ? "tokens.revoked" : "tokens.expired")}</Badge>
        )}
      </td>
      <td className="px-3 text-right">
        {token.good && (
          <Button
            size="sm"
            aria-label={t("tokens.revokeOf", { name: token.name })}
            onPress={onRevoke}
          >
            {t("tokens.revoke")}
          </Button>
        )}
      </td>
    </tr>
  );
}

function RevokeDialog({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const list = useQuery(tokensQuery);
  const revoke = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: () => {
      void list.refetch();
      toast(t("tokens.revokedToast", { name: token.name }));
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      width="sm"
      title={t("tokens.revokeTitle", { name: token.name })}
      footer={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button variant="danger" isPending={revoke.isPending} onPress={() => revoke.mutate()}>
            {t("tokens.revoke")}
          </Button>
        </>
      }
    >
      <p className="text-sm">{t("tokens.revokeHint")}</p>
      {revoke.error && (
        <p role="alert" className="mt-2 text-bad text-xs">
          {problemText(revoke.error, c("actionFailed"))}
        </p>
      )}
    </Dialog>
  );
}
