import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MadeWebhook, Webhook, WebhookKind } from "@/api/admin-types";
import { keys } from "@/api/query-keys";
import { changeWebhook, createWebhook, webhooksQuery } from "@/api/webhooks";
import { Button } from "@/ui/Button";
import { CheckList } from "@/ui/CheckList";
import { TextField } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { changedFields } from "../draft";
import { EditorSheet } from "../EditorSheet";
import { Part } from "../Part";
import { useEditor } from "../useEditor";
import { DeliveryLog } from "./DeliveryLog";
import { HealthBadge } from "./HealthBadge";
import { KINDS, kindKey } from "./kinds";
import { SecretPart, TestPart } from "./Parts";
import { Trouble } from "./Trouble";

interface Draft {
  name: string;
  url: string;
  kinds: WebhookKind[];
  active: boolean;
}

const EMPTY: Draft = { name: "", url: "https://", kinds: [], active: true };
const FIELDS = ["name", "url", "kinds"];

function draftOf(webhook: Webhook | undefined): Draft {
  if (!webhook) return EMPTY;
  const { name, url, kinds, active } = webhook;
  return { name, url, kinds, active };
}

interface WebhookSheetProps {
  webhook?: Webhook;
  onClose: () => void;
  onMade?: (made: MadeWebhook) => void;
}

/** The form of an address, or of a new one; its secret, a test and its log. */
export function WebhookSheet({ webhook, onClose, onMade }: WebhookSheetProps) {
  const { t } = useTranslation("admin");
  const cache = useQueryClient();
  const [log, setLog] = useState(false);
  const editor = useEditor<Webhook | undefined, Draft>({
    item: webhook,
    toDraft: draftOf,
    save: async (item, draft) => {
      if (item) return changeWebhook(item, changedFields(draftOf(item), draft));
      const { name, url, kinds } = draft;
      const made = await createWebhook({ name, url, kinds });
      onMade?.(made);
      return made.webhook;
    },
    reload: async () => {
      const all = await cache.fetchQuery({ ...webhooksQuery, staleTime: 0 });
      return all.find((each) => each.id === webhook?.id);
    },
    onSaved: (saved) => {
      void cache.invalidateQueries({ queryKey: keys.admin("webhooks") });
      if (!webhook) return;
      toast(t("saved", { name: saved?.name ?? "" }));
      onClose();
    },
  });
  const { draft, set, errorOf } = editor;
  return (
    <>
      <EditorSheet
        width="lg"
        editor={editor}
        creating={!webhook}
        fields={FIELDS}
        title={webhook?.name ?? t("webhooks.add")}
        hint={webhook ? undefined : t("webhooks.addHint")}
        badge={webhook && <HealthBadge webhook={webhook} />}
        onClose={onClose}
      >
        {webhook && <Trouble webhook={webhook} />}
        <TextField
          label={t("field.name")}
          isRequired
          autoFocus={!webhook}
          autoComplete="off"
          value={draft.name}
          onChange={(name) => set({ name })}
          error={errorOf("name")}
        />
        <TextField
          label={t("webhooks.url")}
          hint={t("webhooks.urlHint")}
          isRequired
          type="url"
          autoComplete="off"
          value={draft.url}
          onChange={(url) => set({ url })}
          error={errorOf("url")}
        />
        <CheckList
          label={t("webhooks.kinds")}
          hint={t("webhooks.kindsHint")}
          options={KINDS.map((id) => ({ id, label: t(`webhooks.kind.${kindKey(id)}`), note: id }))}
          value={draft.kinds}
          onChange={(kinds) => set({ kinds })}
          error={errorOf("kinds")}
        />
        {webhook && (
          <>
            <Switch
              label={t("webhooks.inUse")}
              hint={t("webhooks.inUseHint")}
              on={draft.active}
              onChange={(active) => set({ active })}
            />
            <Part title={t("webhooks.log")} hint={t("webhooks.logHint")}>
              <div>
                <Button icon="note" onPress={() => setLog(true)}>
                  {t("webhooks.openLog")}
                </Button>
              </div>
            </Part>
            <TestPart webhook={webhook} dirty={editor.dirty} />
            <SecretPart webhook={webhook} onIssued={() => void editor.takeTheirs(true)} />
          </>
        )}
      </EditorSheet>
      {log && webhook && <DeliveryLog webhook={webhook} onClose={() => setLog(false)} />}
    </>
  );
}
