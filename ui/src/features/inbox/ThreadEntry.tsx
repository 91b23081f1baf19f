import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import type { ChannelKind, MailAddress, MailHead, Message } from "@/api/types";
import { cx } from "@/lib/cx";
import { useSettings } from "@/lib/settings";
import { formatDateTime, formatTime } from "@/lib/time";
import { Avatar } from "@/ui/Avatar";
import { Icon } from "@/ui/Icon";
import { Attachments } from "./Attachments";
import { Delivery } from "./Delivery";
import { MailBody } from "./MailBody";
import { RichText } from "./RichText";
import { TranslateMessage } from "./translation/TranslateMessage";

interface ThreadEntryProps {
  message: Message;
  /** Follows an entry of the same author: name and picture are not drawn again. */
  continued: boolean;
  customerLabel: string;
  anonymous: boolean;
  showDelivery: boolean;
  readByCustomer: boolean;
  /** The kind of door its session came through; a mail that cannot be read has no head. */
  channel: ChannelKind | undefined;
}

/** One entry of a thread. */
export const ThreadEntry = memo(function ThreadEntry(props: ThreadEntryProps) {
  const { message } = props;
  if (message.kind === "system") return <SystemLine message={message} />;
  if (message.kind === "note") return <NoteEntry message={message} />;
  const letter = props.channel === "email" || props.channel === "form";
  if (message.mail || letter) return <MailEntry {...props} />;
  return <ChatEntry {...props} />;
});

/** What an address can lead to. */
const place = ({ seq }: Message) => ({ "data-seq": seq, tabIndex: -1 });

function Time({ at }: { at: string }) {
  const { language } = useSettings();
  return (
    <time dateTime={at} title={formatDateTime(at, language)} className="text-2xs text-muted">
      {formatTime(at, language)}
    </time>
  );
}

function SystemLine({ message }: { message: Message }) {
  const words = useWords(message);
  return (
    <p
      {...place(message)}
      className="my-1.5 flex items-center justify-center gap-2 text-2xs text-muted"
    >
      <span>{words}</span>
      <Time at={message.at} />
    </p>
  );
}

/** A colleague's name; oneself is named as such. */
function useAuthor(message: Message): string {
  const { t } = useTranslation("common");
  const names = useNames();
  if (!message.author) return t("system");
  return names.users.get(message.author)?.name ?? t("unknownPerson");
}

/**
 * Lines of the system that have words in every language; they are stored in Japanese, where they may
 * say more.
 */
const CODES = {
  agent_lost: "agentLost",
  customer_ended: "customerEnded",
  file_infected: "fileInfected",
  handover_taken: "handoverTaken",
  hold_over: "holdOver",
  proof_asked: "proofAsked",
  proof_done: "proofDone",
  side_answered: "sideAnswered",
  side_due: "sideDue",
  side_undelivered: "sideUndelivered",
} as const;

/** What a line of the system says to this reader. */
function useWords({ code, about, text }: Message): string {
  const { t } = useTranslation("inbox");
  const { language } = useSettings();
  if (language === "ja" || !code) return text;
  if (code === "transferred") return about ? t("entry.transferred", { name: about }) : text;
  return isOneOf(code) ? t(`entry.${CODES[code]}`) : text;
}

const isOneOf = (code: string): code is keyof typeof CODES => Object.hasOwn(CODES, code);

function NoteEntry({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const author = useAuthor(message);
  const words = useWords(message);
  return (
    <article
      {...place(message)}
      className="my-1.5 rounded-lg border border-note-border bg-note px-3 py-2"
    >
      <header className="mb-0.5 flex items-center gap-1.5 text-xs">
        <Icon name="lock" size={13} className="text-warn" />
        <span className="font-medium text-warn">{t("entry.note")}</span>
        <span className="font-medium">{author}</span>
        <Time at={message.at} />
      </header>
      <RichText text={words} mentions={message.mentions} />
      <Attachments files={message.files} />
    </article>
  );
}

function ChatEntry(props: ThreadEntryProps) {
  const { message, continued, customerLabel, anonymous } = props;
  const inbound = message.kind === "inbound";
  const me = useMe();
  const colleague = useAuthor(message);
  const { t } = useTranslation("common");
  const author = inbound ? customerLabel : message.author === me.id ? t("you") : colleague;
  return (
    <article
      {...place(message)}
      className={cx(
        "flex max-w-[86%] gap-2.5",
        inbound ? "self-start" : "flex-row-reverse self-end",
        continued ? "mt-0.5" : "mt-2.5",
      )}
    >
      <span className="w-7 shrink-0">
        {!continued && (
          <Avatar name={inbound ? customerLabel : colleague} anonymous={inbound && anonymous} />
        )}
      </span>
      <div className={cx("flex min-w-0 flex-col", inbound ? "items-start" : "items-end")}>
        {continued ? (
          <span className="sr-only">{author}</span>
        ) : (
          <header className="mb-0.5 flex items-baseline gap-2 px-0.5">
            <span className="font-medium text-xs">{author}</span>
            <Time at={message.at} />
          </header>
        )}
        {(message.text || message.files.length === 0) && (
          <div
            className={cx(
              "rounded-xl px-3 py-1.5",
              inbound ? "bg-subtle" : "bg-accent-weak",
              !continued && (inbound ? "rounded-tl-sm" : "rounded-tr-sm"),
            )}
          >
            <RichText text={message.text} mentions={message.mentions} />
          </div>
        )}
        <TranslateMessage message={message} />
        <Attachments files={message.files} />
        {props.showDelivery && !inbound && (
          <Delivery state={props.readByCustomer ? "read" : message.delivery} />
        )}
      </div>
    </article>
  );
}

function Receivers({ mail }: { mail: MailHead }) {
  const { t } = useTranslation("inbox");
  const list = (addresses: MailAddress[]) => addresses.map((each) => each.address).join(", ");
  return (
    <p className="truncate text-2xs text-muted">
      {t("mail.to", { list: list(mail.to) })}
      {mail.cc.length > 0 && ` ${t("mail.cc", { list: list(mail.cc) })}`}
    </p>
  );
}

/** Whoever forges a sender wants the answer elsewhere: it does not go there, and the agent knows. */
function OtherReplyTo({ mail }: { mail: MailHead }) {
  const { t } = useTranslation("inbox");
  if (mail.reply_to.length === 0) return null;
  const list = mail.reply_to.map((each) => each.address).join(", ");
  return (
    <p className="mt-0.5 flex items-start gap-1 text-2xs text-warn">
      <Icon name="warn" size={12} className="mt-px shrink-0" />
      <span className="min-w-0 break-words">{t("mail.otherReplyTo", { list })}</span>
    </p>
  );
}

function MailEntry(props: ThreadEntryProps) {
  const { message, customerLabel } = props;
  const { t } = useTranslation("inbox");
  const colleague = useAuthor(message);
  const inbound = message.kind === "inbound";
  const { mail } = message;
  return (
    <article
      {...place(message)}
      className="my-1.5 overflow-hidden rounded-lg border border-border bg-panel"
    >
      <header
        className={cx(
          "flex items-start gap-2.5 border-border border-b px-3 py-2",
          inbound ? "bg-bg" : "bg-accent-weak",
        )}
      >
        <Avatar name={inbound ? customerLabel : colleague} anonymous={inbound && props.anonymous} />
        <div className="min-w-0 grow">
          <p className="flex items-baseline gap-2">
            <span className="font-medium text-xs">{inbound ? customerLabel : colleague}</span>
            {inbound && mail?.from && (
              <span className="min-w-0 truncate text-2xs text-muted">{mail.from.address}</span>
            )}
            <span className="grow" />
            <Time at={message.at} />
          </p>
          {mail && <Receivers mail={mail} />}
          {mail?.subject && <p className="mt-0.5 font-medium text-sm">{mail.subject}</p>}
          {mail && <OtherReplyTo mail={mail} />}
          {mail?.automatic && (
            <p className="mt-0.5 flex items-center gap-1 text-2xs text-info">
              <Icon name="bot" size={12} />
              {t("mail.automatic")}
            </p>
          )}
        </div>
      </header>
      <div className="px-3 py-2.5">
        <MailBody message={message} />
        <TranslateMessage message={message} />
        <Attachments files={message.files} />
        {props.showDelivery && !inbound && <Delivery state={message.delivery} />}
      </div>
    </article>
  );
}
