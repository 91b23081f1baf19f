import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { changeChannel, channelsQuery, createChannel } from "@/api/admin";
import type { Channel, ChannelKindView } from "@/api/admin-types";
import { useNames } from "@/api/directory";
import { keys } from "@/api/query-keys";
import { useSettings } from "@/lib/settings";
import { TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { EditorSheet } from "../EditorSheet";
import { useEditor } from "../useEditor";
import { ChannelTestPanel } from "./ChannelTestPanel";
import { EmbedPanel } from "./EmbedPanel";
import { FormPanel } from "./FormPanel";
import { FormPreview } from "./FormPreview";
import {
  type ChannelDraft,
  channelChange,
  channelDraft,
  GROUPS,
  grouped,
  missing,
  newChannel,
} from "./form-model";
import { HealthBadge } from "./HealthBadge";
import { HookPanel } from "./HookPanel";
import { SecretInput, SettingInput } from "./SettingInput";

interface ChannelSheetProps {
  kind: ChannelKindView;
  channel?: Channel;
  onClose: () => void;
}

/** The form of a channel, made from what its kind says about its settings. */
export function ChannelSheet({ kind, channel, onClose }: ChannelSheetProps) {
  const { t } = useTranslation("admin");
  const { language } = useSettings();
  const cache = useQueryClient();
  const { directory } = useNames();
  const toDraft = (item: Channel | undefined) => channelDraft(kind.fields, item);
  const editor = useEditor<Channel | undefined, ChannelDraft>({
    item: channel,
    toDraft,
    check: (draft) => {
      const empty = missing(kind.fields, draft).map((key) => `settings.${key}`);
      return Object.fromEntries(
        [...(draft.queue ? [] : ["queue"]), ...empty].map((field) => [field, t("required")]),
      );
    },
    save: (item, draft) =>
      item
        ? changeChannel(item, channelChange(toDraft(item), draft))
        : createChannel(newChannel(kind.kind, draft)),
    reload: async () => {
      const channels = await cache.fetchQuery({ ...channelsQuery, staleTime: 0 });
      return channels.find((each) => each.id === channel?.id);
    },
    onSaved: (saved) => {
      void cache.invalidateQueries({ queryKey: keys.admin("channels") });
      void cache.invalidateQueries({ queryKey: keys.directory });
      toast(t("saved", { name: saved?.name ?? "" }));
      onClose();
    },
  });
  const { draft, set, errorOf } = editor;
  const kindName = language === "ja" ? kind.name_ja : kind.name_en;

  return (
    <EditorSheet
      width="lg"
      editor={editor}
      creating={!channel}
      labels={Object.fromEntries(
        kind.fields.map((field) => [
          `${field.input === "secret" ? "secrets" : "settings"}.${field.key}`,
          language === "ja" ? field.label_ja : field.label_en,
        ]),
      )}
      fields={["name", "queue", ...kind.fields.map((field) => `settings.${field.key}`)]}
      title={channel?.name ?? t("channels.addOf", { kind: kindName })}
      badge={channel && <HealthBadge channel={channel} brief />}
      hint={channel ? kindName : undefined}
      onClose={onClose}
    >
      {channel?.active && channel.last_error && (
        <p className="flex items-start gap-2 rounded-lg bg-bad-weak p-3 text-bad text-sm">
          <Icon name="warn" className="mt-0.5" />
          {channel.last_error}
        </p>
      )}
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label={t("field.name")}
          isRequired
          autoFocus
          value={draft.name}
          onChange={(name) => set({ name })}
          error={errorOf("name")}
        />
        <Select
          label={t("channels.queue")}
          placeholder={t("channels.chooseQueue")}
          options={directory.queues
            .filter((queue) => !queue.archived)
            .map((queue) => ({ id: queue.id, label: queue.name }))}
          value={draft.queue}
          onChange={(queue) => set({ queue })}
          error={errorOf("queue")}
        />
      </div>
      {channel && (
        <Switch
          label={t("channels.inUse")}
          hint={t("channels.inUseHint")}
          on={draft.active}
          onChange={(active) => set({ active })}
        />
      )}
      {grouped(kind.fields).map(({ group, fields }) => (
        <fieldset key={group} className="border-border border-t pt-3">
          <legend className="float-left mb-3 w-full font-semibold text-sm">
            {GROUPS.some((known) => known === group)
              ? t(`channels.groups.${group as (typeof GROUPS)[number]}`)
              : group}
          </legend>
          <div className="clear-both grid grid-cols-2 gap-3">
            {fields.map((field) =>
              field.input === "secret" ? (
                <SecretInput
                  key={field.key}
                  field={field}
                  set={channel?.secrets_set.includes(field.key) ?? false}
                  value={draft.secrets[field.key] ?? { mode: "keep" }}
                  onChange={(secret) => set({ secrets: { ...draft.secrets, [field.key]: secret } })}
                  error={errorOf(`settings.${field.key}`)}
                />
              ) : (
                <SettingInput
                  key={field.key}
                  field={field}
                  value={draft.settings[field.key] ?? ""}
                  onChange={(value) => set({ settings: { ...draft.settings, [field.key]: value } })}
                  error={errorOf(`settings.${field.key}`)}
                />
              ),
            )}
          </div>
        </fieldset>
      ))}
      {channel?.public_key && channel.kind === "web_chat" && (
        <EmbedPanel publicKey={channel.public_key} />
      )}
      {channel?.public_key && channel.kind === "form" && (
        <FormPanel publicKey={channel.public_key} />
      )}
      {channel?.kind === "api" && (
        <HookPanel channel={channel} onIssued={() => void editor.takeTheirs(true)} />
      )}
      {kind.kind === "form" && <FormPreview settings={draft.settings} />}
      {channel && <ChannelTestPanel channel={channel} dirty={editor.dirty} />}
    </EditorSheet>
  );
}
