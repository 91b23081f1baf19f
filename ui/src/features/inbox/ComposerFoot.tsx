import { lazy, Suspense, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { FILES_MAX } from "@/api/files";
import { cx } from "@/lib/cx";
import { useSettings } from "@/lib/settings";
import { printShortcut } from "@/lib/shortcuts";
import { Button, IconButton } from "@/ui/Button";
import { Kbd } from "@/ui/Kbd";
import { SendMenu } from "./SendMenu";
import type { Composing } from "./useComposer";

const TranslateReply = lazy(() => import("./translation/TranslateReply"));

/** Attaching, calling colleagues, and sending. */
export function ComposerFoot({ composing }: { composing: Composing }) {
  const { t } = useTranslation("inbox");
  const { enterToSend } = useSettings();
  const { directory } = useNames();
  const picker = useRef<HTMLInputElement>(null);
  const { note, left, ready, submit, uploads } = composing;
  return (
    <div className="flex items-center gap-1 px-2 pb-2">
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          uploads.add([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <IconButton
        icon="clip"
        size="sm"
        label={t("composer.attach", { max: FILES_MAX })}
        onPress={() => picker.current?.click()}
        isDisabled={!composing.possible}
      />
      {!note && composing.templates.any && (
        <IconButton
          icon="template"
          size="sm"
          label={t("template.begin")}
          keys="/"
          onPress={composing.templates.begin}
        />
      )}
      {!note && directory.translates_to.length > 0 && (
        <Suspense fallback={null}>
          <TranslateReply composing={composing} />
        </Suspense>
      )}
      {note && (
        <IconButton
          icon="at"
          size="sm"
          label={t("composer.mention")}
          onPress={composing.mentions.begin}
        />
      )}
      <span className="grow" />
      {left !== null && (
        <span className={cx("tnum text-2xs", left < 0 ? "text-bad" : "text-muted")}>
          {t("composer.left", { count: left })}
        </span>
      )}
      {note ? (
        <Button
          variant="primary"
          size="sm"
          icon="note"
          onPress={() => submit()}
          isDisabled={!ready}
        >
          {t("composer.addNote")}
        </Button>
      ) : (
        <SendMenu
          after={composing.after}
          byDefault={composing.afterDefault}
          onAfter={(after) => composing.change({ after })}
          onSend={() => submit()}
          disabled={!ready}
        />
      )}
      <Kbd>{printShortcut(enterToSend ? "enter" : "mod+enter")}</Kbd>
    </div>
  );
}
