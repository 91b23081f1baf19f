import { useTranslation } from "react-i18next";
import type { MadeApiToken } from "@/api/admin-types";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";

const code =
  "block break-all whitespace-pre-wrap rounded-md border border-border bg-subtle px-3 py-2 text-xs";

/** A new token, shown this once, with a way to try it. */
export function MadeDialog({ made, onClose }: { made: MadeApiToken; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const path = made.token.scopes.includes("case.read") ? "cases" : "directory";
  const example = `curl -H "Authorization: Bearer ${made.secret}" \\\n  ${location.origin}/api/v1/${path}`;
  return (
    <Dialog
      open
      staysOpen
      onClose={onClose}
      title={t("tokens.made", { name: made.token.name })}
      footer={
        <Button variant="primary" onPress={onClose}>
          {t("tokens.done")}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex flex-col gap-2 rounded-lg bg-ok-weak p-3">
          <div className="flex items-center gap-3">
            <p className="grow text-ok text-sm">{t("tokens.once")}</p>
            <CopyButton text={made.secret} name={t("tokens.copy")} />
          </div>
          <code className={code}>{made.secret}</code>
        </div>
        <div className="flex items-center gap-3">
          <h3 className="grow font-medium text-xs">{t("tokens.example")}</h3>
          <CopyButton text={example} name={t("tokens.copyExample")} />
        </div>
        <code className={code}>{example}</code>
        <a href="/docs/api" target="_blank" rel="noreferrer" className="text-accent text-xs">
          {t("tokens.docs")}
        </a>
      </div>
    </Dialog>
  );
}
