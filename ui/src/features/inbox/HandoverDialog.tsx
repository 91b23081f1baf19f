import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { offerHandover } from "@/api/cases";
import { useMe } from "@/api/me";
import type { CaseRow, Handover } from "@/api/types";
import { useSettings } from "@/lib/settings";
import { formatDate, formatTime } from "@/lib/time";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";
import { ProblemState } from "@/ui/Problem";
import { QrImage } from "@/ui/QrImage";
import { SkeletonRows } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { changeDraft } from "./drafts";

interface HandoverDialogProps {
  row: CaseRow;
  onClose: () => void;
}

/** A link with which the customer goes on by chat: to send, to read out, to show. */
export default function HandoverDialog({ row, onClose }: HandoverDialogProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const me = useMe();
  const offer = useMutation({ mutationFn: () => offerHandover(row.id) });
  const { mutate } = offer;
  useEffect(() => mutate(), [mutate]);

  const insert = (link: Handover) => {
    const words = t("handover.words", { url: link.url });
    changeDraft(me.id, row.id, (draft) => ({
      mode: "reply",
      reply: draft.reply.trim() === "" ? words : `${draft.reply.trimEnd()}\n\n${words}`,
    }));
    toast(t("handover.inserted"));
    onClose();
  };

  const link = offer.data;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("handover.title", { number: row.number })}
      hint={t("handover.hint")}
      width="lg"
      footer={
        <>
          <Button onPress={onClose}>{c("close")}</Button>
          <Button
            variant="primary"
            icon="send"
            isDisabled={!link}
            onPress={() => link && insert(link)}
          >
            {t("handover.insert")}
          </Button>
        </>
      }
    >
      {offer.isError && <ProblemState error={offer.error} onRetry={() => mutate()} />}
      {!link && !offer.isError && <SkeletonRows rows={4} label={t("thread.loading")} />}
      {link && <Ways link={link} />}
    </Dialog>
  );
}

function Ways({ link }: { link: Handover }) {
  const { t } = useTranslation("inbox");
  const { language } = useSettings();
  const until = `${formatDate(link.expires_at, language)} ${formatTime(link.expires_at, language)}`;
  return (
    <div className="flex flex-wrap items-start gap-6">
      <div className="flex min-w-64 flex-1 flex-col gap-4 text-sm">
        <section>
          <h3 className="mb-1 text-muted text-xs">{t("handover.link")}</h3>
          <p className="break-all rounded-md bg-subtle px-3 py-2 text-xs">{link.url}</p>
          <div className="mt-1.5">
            <CopyButton text={link.url} name={t("handover.copyLink")} />
          </div>
        </section>
        <section>
          <h3 className="mb-1 text-muted text-xs">{t("handover.code")}</h3>
          <p className="tnum font-semibold text-lg tracking-wider">{link.code}</p>
          <p className="mt-0.5 break-all text-muted text-xs">
            {t("handover.codeHint", { url: link.code_url })}
          </p>
        </section>
        <p className="text-muted text-xs">{t("handover.until", { until })}</p>
      </div>
      <figure className="shrink-0">
        <QrImage svg={link.qr} label={t("handover.qr")} />
        <figcaption className="mt-1 text-center text-muted text-xs">
          {t("handover.qrHint")}
        </figcaption>
      </figure>
    </div>
  );
}
