import { useTranslation } from "react-i18next";
import { purposeName } from "@/api/consents";
import { useNames } from "@/api/directory";
import type { ConsentEntry, Consents, Customer } from "@/api/types";
import { customerName } from "@/lib/names";
import { useSettings } from "@/lib/settings";
import { formatDateTime } from "@/lib/time";
import { Badge } from "@/ui/Badge";
import { Dialog } from "@/ui/Dialog";

interface ConsentHistoryProps {
  customer: Customer;
  consents: Consents;
  onClose: () => void;
}

/** Everything the customer said, newest first, each with its proof. */
export default function ConsentHistory({ customer, consents, onClose }: ConsentHistoryProps) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("consent.historyTitle", { name: customerName(customer, c) })}
      hint={t("consent.historyHint")}
    >
      <ol className="flex flex-col gap-2">
        {consents.entries.map((entry) => (
          <Entry key={entry.id} entry={entry} consents={consents} />
        ))}
      </ol>
    </Dialog>
  );
}

function Entry({ entry, consents }: { entry: ConsentEntry; consents: Consents }) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const { users, channels } = useNames();
  const purpose = consents.purposes.find((each) => each.id === entry.purpose);
  const granted = entry.decision === "granted";
  const door = entry.door ? channels.get(entry.door)?.name : undefined;
  // What nobody wrote down was taken over, unless the customer did it themselves.
  const self = entry.source === "form" || entry.source === "link";
  const writer = entry.by ? (users.get(entry.by)?.name ?? c("unknownPerson")) : undefined;
  const who = self ? t("consent.self") : writer;
  return (
    <li className="rounded-lg border border-border px-3 py-2 text-xs">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={granted ? "ok" : "bad"} icon={granted ? "check" : "close"}>
          {t(`consent.${entry.decision}`)}
        </Badge>
        <span>{purpose ? purposeName(purpose, language) : ""}</span>
        <span className="text-muted">
          {entry.channels.map((each) => t(`consent.channel.${each}`)).join("・")}
        </span>
      </p>
      <p className="tnum mt-1 text-2xs text-muted">
        {[formatDateTime(entry.at, language), t(`consent.source.${entry.source}`), door, who]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {entry.note && <p className="mt-1 whitespace-pre-wrap">{entry.note}</p>}
      {entry.wording && (
        <blockquote className="mt-1.5 whitespace-pre-wrap rounded-md bg-subtle px-3 py-2">
          {entry.wording}
          <footer className="mt-1 break-all text-2xs text-muted">
            {entry.wording_version
              ? t("consent.version", { version: entry.wording_version })
              : t("consent.ownWording")}{" "}
            · SHA-256 {entry.wording_hash.slice(0, 16)}…
          </footer>
        </blockquote>
      )}
    </li>
  );
}
