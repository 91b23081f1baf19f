import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { threadQuery } from "@/api/cases";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import { keys } from "@/api/query-keys";
import { changeSide, sideQuery, writeSide } from "@/api/sides";
import type { Enclosed, Message, Side, SideChange } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { formatDateTime } from "@/lib/time";
import { uuid } from "@/lib/uuid";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { ProblemState, problemText } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { Attachments } from "../Attachments";
import { Delivery } from "../Delivery";
import { MailBody } from "../MailBody";
import { Enclosures, NOTHING } from "./Enclosures";

/** What was said with somebody outside, and the box to answer in. */
export default function SideBody({ side }: { side: Side }) {
  const { t } = useTranslation("inbox");
  const me = useMe();
  // Live changes reach the thread first.
  const thread = useInfiniteQuery(threadQuery(side.case));
  const messages = [...(thread.data?.pages ?? [])]
    .reverse()
    .flatMap((page) => page.messages.filter((each) => each.side?.id === side.id));
  // A further mail changes the question, so that it is asked again.
  const newest = messages.at(-1)?.id ?? side.last_at ?? "";
  const whole = useQuery({
    ...sideQuery(side.case, side.id, newest),
    placeholderData: keepPreviousData,
  });
  const fresh = new Map(messages.map((each) => [each.id, each]));
  const said = (whole.data?.messages ?? messages).map((each) => fresh.get(each.id) ?? each);
  const known = new Set(said.map((each) => each.id));
  const all = [...said, ...messages.filter((each) => !known.has(each.id))];
  if (whole.isPending && all.length === 0) {
    return <SkeletonRows rows={2} label={t("thread.loading")} />;
  }
  if (whole.isError && all.length === 0) {
    return <ProblemState error={whole.error} onRetry={() => void whole.refetch()} />;
  }
  return (
    <div className="flex flex-col gap-3">
      <ol aria-label={t("side.said")} className="flex flex-col gap-2">
        {all.map((message) => (
          <li key={message.id}>
            <Mail message={message} />
          </li>
        ))}
      </ol>
      {me.permissions.includes("case.write") && <Answer side={side} />}
    </div>
  );
}

function Mail({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const { users } = useNames();
  const out = message.side?.way === "out";
  const from = message.mail?.from;
  const author = message.author ? users.get(message.author)?.name : undefined;
  const who = out ? (author ?? c("unknownPerson")) : (from?.name ?? from?.address ?? "");
  const list = message.mail?.to.map((each) => each.address).join(", ");
  return (
    <article className="rounded-md border border-border bg-panel px-3 py-2">
      <header className="mb-1 flex flex-wrap items-baseline gap-x-2 text-xs">
        <Icon name={out ? "send" : "reply"} size={12} className="self-center text-muted" />
        <span className="font-medium">{who}</span>
        {!out && from?.name && (
          <span className="min-w-0 truncate text-2xs text-muted">{from.address}</span>
        )}
        {out && list && (
          <span className="min-w-0 truncate text-2xs text-muted">{t("mail.to", { list })}</span>
        )}
        <span className="grow" />
        <time dateTime={message.at} className="text-2xs text-muted">
          {formatDateTime(message.at, language)}
        </time>
      </header>
      {message.side?.stranger && (
        <p className="mb-1 flex items-start gap-1 text-2xs text-warn">
          <Icon name="warn" size={12} className="mt-px shrink-0" />
          {t("side.stranger", { address: from?.address ?? "" })}
        </p>
      )}
      {message.mail?.automatic && (
        <p className="mb-1 flex items-center gap-1 text-2xs text-info">
          <Icon name="bot" size={12} />
          {t(message.mail.automatic === "bounce" ? "side.bounce" : "mail.automatic")}
        </p>
      )}
      <MailBody message={message} />
      <Attachments files={message.files} />
      {out && <Delivery state={message.delivery} />}
    </article>
  );
}

/** Writes again, or ends the conversation. */
function Answer({ side }: { side: Side }) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const cache = useQueryClient();
  const [text, setText] = useState("");
  const [enclosed, setEnclosed] = useState<Enclosed>(NOTHING);
  const [clientId, setClientId] = useState(uuid);
  const refresh = () => cache.invalidateQueries({ queryKey: keys.case(side.case) });
  const send = useMutation({
    mutationFn: () => writeSide(side, { text: text.trim(), enclosed, client_id: clientId }),
    onSuccess: () => {
      setText("");
      setEnclosed(NOTHING);
      setClientId(uuid());
      toast(t("side.sent"));
      void refresh();
    },
  });
  const change = useMutation({
    mutationFn: (fields: SideChange) => changeSide(side, fields),
    onSettled: () => void refresh(),
    onError: (error) => toast(problemText(error, c("actionFailed")), "bad"),
  });
  const closed = side.state === "closed";
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") send.mutate();
      }}
    >
      {side.remind_at && (
        <p className="flex items-center gap-1 text-muted text-xs">
          <Icon name="bell" size={12} />
          {t("side.remindAt", { at: formatDateTime(side.remind_at, language) })}
          <Button size="sm" variant="ghost" onPress={() => change.mutate({ remind_at: null })}>
            {t("side.forget")}
          </Button>
        </p>
      )}
      <TextField
        label={t("side.write")}
        value={text}
        onChange={setText}
        rows={3}
        error={send.error ? problemText(send.error, c("actionFailed")) : null}
      />
      <Enclosures caseId={side.case} value={enclosed} onChange={setEnclosed} folded />
      <div className="flex flex-wrap items-center gap-2">
        <p className="grow text-2xs text-muted">{t("side.unseen")}</p>
        <Button
          size="sm"
          icon={closed ? "reopen" : "check"}
          isPending={change.isPending}
          onPress={() => change.mutate({ closed: !closed })}
        >
          {t(closed ? "side.reopen" : "side.close")}
        </Button>
        <Button
          size="sm"
          variant="primary"
          icon="send"
          type="submit"
          isDisabled={text.trim() === ""}
          isPending={send.isPending}
        >
          {t("side.send")}
        </Button>
      </div>
    </form>
  );
}
