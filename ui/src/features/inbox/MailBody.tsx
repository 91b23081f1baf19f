import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { mailDocument } from "@/api/cases";
import type { Message } from "@/api/types";
import { Icon } from "@/ui/Icon";
import { RichText } from "./RichText";

/** Pixels a mail may take before it scrolls in itself. */
const HEIGHT_MAX = 1_600;
/** Pixels where its height cannot be measured. */
const HEIGHT_UNKNOWN = 320;

const action =
  "flex h-6 items-center gap-1 rounded px-1.5 text-2xs text-muted hover:bg-subtle hover:text-text";

/**
 * The text of a mail, and its HTML in a frame where nothing runs: no scripts, no forms, and no
 * remote images until the agent asks for them (they would tell the sender that it is being read).
 */
export function MailBody({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const [html, setHtml] = useState(message.has_html && message.kind === "inbound");
  const [images, setImages] = useState(false);
  return (
    <>
      {html ? (
        <MailFrame key={String(images)} message={message} images={images} />
      ) : (
        <RichText text={message.text} mentions={message.mentions} />
      )}
      {message.has_html && (
        <p className="mt-1.5 flex gap-1">
          <button type="button" className={action} onClick={() => setHtml(!html)}>
            <Icon name={html ? "note" : "globe"} size={13} />
            {html ? t("mail.asText") : t("mail.asHtml")}
          </button>
          {html && !images && (
            <button type="button" className={action} onClick={() => setImages(true)}>
              <Icon name="image" size={13} />
              {t("mail.showImages")}
            </button>
          )}
        </p>
      )}
      {!html && message.mail !== null && message.mail.quoted_chars > 0 && (
        <p className="mt-1 text-2xs text-muted">
          {t("mail.quoted", { count: message.mail.quoted_chars })}
        </p>
      )}
    </>
  );
}

function MailFrame({ message, images }: { message: Message; images: boolean }) {
  const { t } = useTranslation("inbox");
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState<number | null>(null);

  const measure = () => {
    // Null when the server gives the mail an origin of its own; then it scrolls in itself.
    const body = frame.current?.contentDocument?.documentElement;
    if (body) setHeight(Math.min(HEIGHT_MAX, body.scrollHeight + 2));
  };

  return (
    <iframe
      ref={frame}
      title={t("mail.frame", { subject: message.mail?.subject ?? "" })}
      src={mailDocument(message.case, message.id, images)}
      // No allow-scripts: with the origin alone, its height can be read and nothing can run.
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      loading="lazy"
      onLoad={() => {
        measure();
        const target = frame.current?.contentDocument?.documentElement;
        if (target) new ResizeObserver(measure).observe(target);
      }}
      className="mail-frame block w-full resize-y rounded bg-mail"
      style={{ height: height ?? HEIGHT_UNKNOWN }}
    />
  );
}
