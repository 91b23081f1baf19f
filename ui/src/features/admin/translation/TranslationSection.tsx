import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { keys } from "@/api/query-keys";
import { removeTranslator, setTranslator, translatorQuery } from "@/api/translation";
import type { TranslatorView } from "@/api/types";
import { languageName } from "@/lib/language";
import { useSettings } from "@/lib/settings";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { ProblemState, problemText } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import type { SectionProps } from "../AdminPage";
import { SectionFrame } from "../SectionFrame";

/** The server that desks ask for translations. */
export default function TranslationSection(_props: SectionProps) {
  const { t: c } = useTranslation("common");
  const translator = useQuery(translatorQuery);
  return (
    <SectionFrame section="translation">
      <div className="flex min-h-0 max-w-2xl flex-col gap-4 overflow-y-auto">
        {translator.isPending && <SkeletonRows rows={3} label={c("loading")} />}
        {translator.isError && (
          <ProblemState error={translator.error} onRetry={() => void translator.refetch()} />
        )}
        {translator.data && <Translator kept={translator.data} />}
      </div>
    </SectionFrame>
  );
}

function Translator({ kept }: { kept: TranslatorView }) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const cache = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [url, setUrl] = useState(kept.url ?? "");
  const [key, setKey] = useState("");
  const changed = () => {
    void cache.invalidateQueries({ queryKey: keys.admin("translation") });
    void cache.invalidateQueries({ queryKey: keys.directory });
  };
  const save = useMutation({
    mutationFn: () => setTranslator({ url, ...(key === "" ? {} : { key }) }),
    onSuccess: () => {
      changed();
      setKey("");
      toast(t("translation.saved"));
    },
  });
  const remove = useMutation({
    mutationFn: removeTranslator,
    onSuccess: () => {
      changed();
      setUrl("");
      setKey("");
      // The button that was pressed goes away.
      form.current?.focus();
      toast(t("translation.removed"));
    },
    onError: (error) => toast(problemText(error, c("actionFailed")), "bad"),
  });
  const at = (field: string) =>
    save.error instanceof ApiProblem && save.error.field === field
      ? problemText(save.error, c("actionFailed"))
      : null;
  return (
    <form
      ref={form}
      tabIndex={-1}
      aria-label={t("sections.translation.title")}
      className="flex shrink-0 flex-col gap-3 rounded-lg border border-border bg-panel px-4 py-3"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <p className="text-muted text-xs">{t("translation.hint")}</p>
      <TextField
        label={t("translation.url")}
        type="url"
        placeholder="https://translate.example.jp"
        value={url}
        onChange={setUrl}
        error={at("url")}
        isRequired
      />
      <TextField
        label={t("translation.key")}
        hint={kept.has_key ? t("translation.keyKept") : t("translation.keyHint")}
        type="password"
        autoComplete="off"
        value={key}
        onChange={setKey}
        error={at("key")}
      />
      {save.error && !at("url") && !at("key") && (
        <p role="alert" className="text-bad text-xs">
          {problemText(save.error, c("actionFailed"))}
        </p>
      )}
      {kept.url && <Languages codes={kept.languages} />}
      <div className="flex justify-end gap-2">
        {kept.url && (
          <Button isPending={remove.isPending} onPress={() => remove.mutate()}>
            {t("translation.remove")}
          </Button>
        )}
        <Button
          type="submit"
          variant="primary"
          isPending={save.isPending}
          isDisabled={url.trim() === ""}
        >
          {t("translation.save")}
        </Button>
      </div>
    </form>
  );
}

function Languages({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation("admin");
  const { language } = useSettings();
  return (
    <p className="flex items-start gap-1.5 text-xs">
      <Icon name="check" size={14} className="mt-px shrink-0 text-ok" />
      {t("translation.languages", {
        count: codes.length,
        list: codes
          .map((code) => languageName(code, language))
          .join(language === "ja" ? "、" : ", "),
      })}
    </p>
  );
}
