import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/query-keys";
import { changePartner, createPartner, partnersQuery } from "@/api/sides";
import type { Partner } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { TextField } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { EditorSheet } from "../EditorSheet";
import { useEditor } from "../useEditor";
import { newPartner, type PartnerDraft, partnerChange, partnerDraft } from "./partner-form";

const FIELDS = ["name", "address", "note"];

interface PartnerSheetProps {
  partner?: Partner;
  onClose: () => void;
}

/** The form of an entry of the address book, or of a new one. */
export function PartnerSheet({ partner, onClose }: PartnerSheetProps) {
  const { t } = useTranslation("admin");
  const cache = useQueryClient();
  const editor = useEditor<Partner | undefined, PartnerDraft>({
    item: partner,
    toDraft: partnerDraft,
    check: (draft) => {
      const wrong: Record<string, string> = {};
      if (draft.name.trim() === "") wrong.name = t("partners.needName");
      if (draft.address.trim() === "") wrong.address = t("partners.needAddress");
      return wrong;
    },
    save: (item, draft) =>
      item
        ? changePartner(item, partnerChange(partnerDraft(item), draft))
        : createPartner(newPartner(draft)),
    reload: async () => {
      const all = await cache.fetchQuery({ ...partnersQuery, staleTime: 0 });
      return all.find((each) => each.id === partner?.id);
    },
    onSaved: (saved) => {
      void cache.invalidateQueries({ queryKey: keys.admin("partners") });
      toast(t("saved", { name: saved?.name ?? "" }));
      onClose();
    },
  });
  const { draft, set, errorOf } = editor;
  return (
    <EditorSheet
      editor={editor}
      creating={!partner}
      fields={FIELDS}
      title={partner?.name ?? t("partners.add")}
      badge={partner?.archived && <Badge icon="archive">{t("archived")}</Badge>}
      onClose={onClose}
    >
      <TextField
        label={t("partners.name")}
        isRequired
        autoFocus
        value={draft.name}
        onChange={(name) => set({ name })}
        error={errorOf("name")}
      />
      <TextField
        label={t("partners.address")}
        isRequired
        type="email"
        value={draft.address}
        onChange={(address) => set({ address })}
        error={errorOf("address")}
      />
      <TextField
        label={t("partners.note")}
        hint={t("partners.noteHint")}
        rows={3}
        value={draft.note}
        onChange={(note) => set({ note })}
        error={errorOf("note")}
      />
      {partner && (
        <Switch
          label={t("partners.archive")}
          hint={t("partners.archiveHint")}
          on={draft.archived}
          onChange={(archived) => set({ archived })}
        />
      )}
    </EditorSheet>
  );
}
