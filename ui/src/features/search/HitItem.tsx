import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import type { CaseRow, SearchHit } from "@/api/types";
import { channelIcon } from "@/lib/channel";
import { cx } from "@/lib/cx";
import { entryHash } from "@/lib/entry-address";
import { customerName } from "@/lib/names";
import { formatMoney } from "@/lib/number";
import { useSettings } from "@/lib/settings";
import { formatDate } from "@/lib/time";
import { Icon, type IconName } from "@/ui/Icon";
import { RelativeTime } from "@/ui/RelativeTime";
import { Marked } from "./Marked";

type Of<K extends SearchHit["kind"]> = Extract<SearchHit, { kind: K }>;

interface HitProps {
  hit: SearchHit;
  /** The customer that is looked at. */
  customer?: string;
  onCustomer: (id: string) => void;
}

/**
 * One thing that was found. Cases and messages lead into the inbox, a message to its place in the
 * thread, customers to their side panel.
 */
export function HitItem({ hit, customer, onCustomer }: HitProps) {
  switch (hit.kind) {
    case "customer":
      return (
        <CustomerHit
          hit={hit}
          chosen={hit.customer.id === customer}
          onOpen={() => onCustomer(hit.customer.id)}
        />
      );
    case "case":
      return <CaseHit hit={hit} />;
    case "message":
      return <MessageHit hit={hit} />;
    case "order":
      return <OrderHit hit={hit} onOpen={() => onCustomer(hit.customer.id)} />;
  }
}

const look =
  "ring-inset-focus flex w-full gap-3 border-border border-b px-4 py-2.5 text-left text-text no-underline hover:bg-subtle";

function CustomerHit({
  hit,
  chosen,
  onOpen,
}: {
  hit: Of<"customer">;
  chosen: boolean;
  onOpen: () => void;
}) {
  const { t } = useTranslation("common");
  const { customer } = hit;
  const facts = [customer.company, customer.email, customer.phone, customer.external_id];
  return (
    <button
      type="button"
      data-hit
      aria-pressed={chosen}
      onClick={onOpen}
      className={cx(look, chosen && "bg-accent-weak")}
    >
      <Kind icon={customer.company ? "building" : "user"} />
      <Lines
        title={
          customer.name ? <Marked pieces={hit.title} /> : <span>{customerName(customer, t)}</span>
        }
        aside={customer.rank && <span className="text-2xs text-muted">{customer.rank}</span>}
        text={hit.snippet.length > 0 && <Marked pieces={hit.snippet} />}
        foot={<Facts facts={[customer.kana, ...facts]} />}
      />
    </button>
  );
}

function CaseHit({ hit }: { hit: Of<"case"> }) {
  return (
    <CaseLink row={hit.case}>
      <Kind icon={channelIcon(hit.case.channel_kind)} row={hit.case} />
      <Lines
        title={<Marked pieces={hit.title} />}
        aside={<RelativeTime at={hit.case.updated_at} className="text-2xs text-muted" />}
        foot={<CaseFacts row={hit.case} customer={<Marked pieces={hit.snippet} />} />}
      />
    </CaseLink>
  );
}

function MessageHit({ hit }: { hit: Of<"message"> }) {
  const { t } = useTranslation("search");
  const { t: c } = useTranslation("common");
  const names = useNames();
  const author = hit.author ? names.users.get(hit.author)?.name : undefined;
  const note = hit.direction === "note";
  // What nobody of the house noted was said by the system, or by somebody outside.
  const other = hit.outside ? t("outside") : c("system");
  const writer = author ?? (note ? other : customerName(hit.case.customer, c));
  return (
    <CaseLink row={hit.case} entry={hit.seq}>
      <Kind icon={note ? "note" : channelIcon(hit.case.channel_kind)} row={hit.case} />
      <Lines
        title={
          <span className="flex min-w-0 items-baseline gap-2">
            <span className="shrink-0 font-medium">{writer}</span>
            {note && <span className="shrink-0 text-2xs text-muted">{t("note")}</span>}
          </span>
        }
        aside={<RelativeTime at={hit.at} className="text-2xs text-muted" />}
        text={<Marked pieces={hit.snippet} />}
        foot={<Marked pieces={hit.title} className="truncate" />}
      />
    </CaseLink>
  );
}

function OrderHit({ hit, onOpen }: { hit: Of<"order">; onOpen: () => void }) {
  const { t } = useTranslation("common");
  const { language } = useSettings();
  const { order } = hit;
  return (
    <button type="button" data-hit onClick={onOpen} className={look}>
      <Kind icon="cart" />
      <Lines
        title={<Marked pieces={hit.title} className="tnum" />}
        aside={
          <span className="tnum text-xs">
            {formatMoney(order.total.minor, order.total.currency, language)}
          </span>
        }
        text={<Marked pieces={hit.snippet} />}
        foot={
          <Facts
            facts={[
              customerName(hit.customer, t),
              formatDate(order.ordered_at, language),
              order.status,
            ]}
          />
        }
      />
    </button>
  );
}

interface CaseLinkProps {
  row: CaseRow;
  /** The entry of its thread that is meant. */
  entry?: number;
  children: ReactNode;
}

function CaseLink({ row, entry, children }: CaseLinkProps) {
  return (
    <Link
      to="/inbox/{-$view}/{-$caseId}"
      params={{ view: "all", caseId: row.id }}
      hash={entry === undefined ? undefined : entryHash(entry)}
      data-hit
      className={look}
    >
      {children}
    </Link>
  );
}

function Kind({ icon, row }: { icon: IconName; row?: CaseRow }) {
  const { t } = useTranslation("common");
  return (
    <Icon
      name={icon}
      label={row && t(`channel.${row.channel_kind}`)}
      className="mt-0.5 shrink-0 text-muted"
    />
  );
}

interface LinesProps {
  title: ReactNode;
  aside?: ReactNode;
  text?: ReactNode;
  foot?: ReactNode;
}

function Lines({ title, aside, text, foot }: LinesProps) {
  return (
    <span className="flex min-w-0 grow flex-col gap-0.5">
      <span className="flex items-baseline gap-3">
        <span className="min-w-0 grow truncate text-sm">{title}</span>
        <span className="shrink-0">{aside}</span>
      </span>
      {text && <span className="line-clamp-2 text-xs">{text}</span>}
      {foot && <span className="flex min-w-0 text-2xs text-muted">{foot}</span>}
    </span>
  );
}

/** Short facts in a row, without those that are absent. */
function Facts({ facts }: { facts: (string | null)[] }) {
  return <span className="truncate">{facts.filter(Boolean).join(" · ")}</span>;
}

function CaseFacts({ row, customer }: { row: CaseRow; customer: ReactNode }) {
  const { t } = useTranslation("common");
  const names = useNames();
  const owner = row.owner ? names.users.get(row.owner)?.name : undefined;
  const facts = [t(`status.${row.status}`), names.queues.get(row.queue)?.name, owner];
  return (
    <span className="flex min-w-0 gap-1.5">
      {row.customer.name ? customer : <span>{customerName(row.customer, t)}</span>}
      <span className="truncate">· {facts.filter(Boolean).join(" · ")}</span>
    </span>
  );
}
