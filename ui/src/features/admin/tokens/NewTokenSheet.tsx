import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { createToken } from "@/api/admin";
import type { MadeApiToken } from "@/api/admin-types";
import { useMe } from "@/api/me";
import { keys } from "@/api/query-keys";
import type { Permission } from "@/api/types";
import { CheckList } from "@/ui/CheckList";
import { TextField } from "@/ui/Field";
import { Select } from "@/ui/Select";
import { EditorSheet } from "../EditorSheet";
import { permissionKey, TOKEN_SCOPES } from "../roles/grants";
import { useEditor } from "../useEditor";
import { EXPIRIES, type Expiry, expiresAt } from "./expiry";

interface Draft {
  name: string;
  scopes: Permission[];
  expiry: Expiry;
}

const EMPTY: Draft = { name: "", scopes: [], expiry: "d90" };
const FIELDS = ["name", "scopes", "expires_at"];

interface NewTokenSheetProps {
  onClose: () => void;
  onMade: (made: MadeApiToken) => void;
}

/** The form of a new token. */
export function NewTokenSheet({ onClose, onMade }: NewTokenSheetProps) {
  const { t } = useTranslation("admin");
  const cache = useQueryClient();
  const me = useMe();
  const editor = useEditor<MadeApiToken | undefined, Draft>({
    item: undefined,
    toDraft: () => EMPTY,
    save: (_none, { name, scopes, expiry }) =>
      createToken({ name, scopes, expires_at: expiresAt(expiry, Date.now()) }),
    reload: async () => undefined,
    onSaved: (made) => {
      void cache.invalidateQueries({ queryKey: keys.admin("api-tokens") });
      if (made) onMade(made);
    },
  });
  const { draft, set, errorOf } = editor;
  const offered = TOKEN_SCOPES.filter((scope) => me.permissions.includes(scope));
  return (
    <EditorSheet
      editor={editor}
      creating
      fields={FIELDS}
      title={t("tokens.add")}
      hint={t("tokens.addHint")}
      onClose={onClose}
    >
      <TextField
        label={t("field.name")}
        hint={t("tokens.nameHint")}
        isRequired
        autoFocus
        autoComplete="off"
        value={draft.name}
        onChange={(name) => set({ name })}
        error={errorOf("name")}
      />
      <CheckList
        label={t("tokens.scopes")}
        hint={t("tokens.scopesHint")}
        columns={1}
        options={offered.map((id) => ({
          id,
          label: t(`permission.${permissionKey(id)}`),
          note: id,
        }))}
        value={draft.scopes}
        onChange={(scopes) => set({ scopes })}
        error={errorOf("scopes")}
      />
      <Select<Expiry>
        label={t("tokens.expiry")}
        options={EXPIRIES.map((id) => ({ id, label: t(`tokens.expiries.${id}`) }))}
        value={draft.expiry}
        onChange={(expiry) => set({ expiry })}
        error={errorOf("expires_at")}
      />
      {draft.expiry === "never" && <p className="text-warn text-xs">{t("tokens.neverHint")}</p>}
    </EditorSheet>
  );
}
