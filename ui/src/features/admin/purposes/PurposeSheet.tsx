import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { changePurpose, createPurpose, purposesQuery } from "@/api/consents";
import type { ConsentBasis, ConsentPurpose } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { TextField } from "@/ui/Field";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { changedFields } from "../draft";
import { EditorSheet } from "../EditorSheet";
import { useEditor } from "../useEditor";

const FIELDS = ["name_ja", "name_en", "wording_ja", "wording_en"];

interface PurposeDraft {
  basis: ConsentBasis;
  name_ja: string;
  name_en: string;
  wording_ja: string;
  wording_en: string;
  archived: boolean;
}

const toDraft = (item: ConsentPurpose | undefined): PurposeDraft => ({
  basis: item?.basis ?? "consent",
  name_ja: item?.name_ja ?? "",
  name_en: item?.name_en ?? "",
  wording_ja: item?.wording_ja ?? "",
  wording_en: item?.wording_en ?? "",
  archived: item?.archived ?? false,
});

async function save(item: ConsentPurpose | undefined, draft: PurposeDraft) {
  const { basis, archived, ...texts } = draft;
  if (!item) return createPurpose({ basis, ...texts });
  const { basis: _fixed, ...change } = changedFields(toDraft(item), draft);
  return changePurpose(item, change);
}

interface PurposeSheetProps {
  purpose?: ConsentPurpose;
  onClose: () => void;
}

/** The form of a purpose, or of a new one. */
export function PurposeSheet({ purpose, onClose }: PurposeSheetProps) {
  const { t } = useTranslation("admin");
  const cache = useQueryClient();
  const editor = useEditor<ConsentPurpose | undefined, PurposeDraft>({
    item: purpose,
    toDraft,
    save,
    reload: async () => {
      const all = await cache.fetchQuery({ ...purposesQuery, staleTime: 0 });
      return all.find((each) => each.id === purpose?.id);
    },
    onSaved: (saved) => {
      void cache.invalidateQueries({ queryKey: purposesQuery.queryKey });
      void cache.invalidateQueries({ queryKey: ["customer"] });
      toast(t("saved", { name: saved?.name_ja ?? "" }));
      onClose();
    },
  });
  const { draft, set, errorOf } = editor;
  const reworded =
    purpose && (purpose.wording_ja !== draft.wording_ja || purpose.wording_en !== draft.wording_en);
  return (
    <EditorSheet
      editor={editor}
      creating={!purpose}
      fields={FIELDS}
      title={purpose?.name_ja ?? t("purposes.add")}
      badge={purpose?.archived && <Badge icon="archive">{t("archived")}</Badge>}
      onClose={onClose}
    >
      <div className="grid grid-cols-2 items-start gap-3">
        <TextField
          label={t("purposes.nameJa")}
          isRequired
          autoFocus
          value={draft.name_ja}
          onChange={(name_ja) => set({ name_ja })}
          error={errorOf("name_ja")}
        />
        <TextField
          label={t("purposes.nameEn")}
          value={draft.name_en}
          onChange={(name_en) => set({ name_en })}
          error={errorOf("name_en")}
        />
      </div>
      {purpose ? (
        <p className="text-xs">
          <span className="text-muted">{t("purposes.basis")}: </span>
          {t(`purposes.bases.${purpose.basis}`)}
        </p>
      ) : (
        <Select<ConsentBasis>
          label={t("purposes.basis")}
          options={(["consent", "contract"] as const).map((id) => ({
            id,
            label: t(`purposes.bases.${id}`),
          }))}
          value={draft.basis}
          onChange={(basis) => set({ basis })}
        />
      )}
      <TextField
        label={t("purposes.wordingJa")}
        hint={t("purposes.wordingHint")}
        isRequired
        rows={4}
        value={draft.wording_ja}
        onChange={(wording_ja) => set({ wording_ja })}
        error={errorOf("wording_ja")}
      />
      <TextField
        label={t("purposes.wordingEn")}
        rows={4}
        value={draft.wording_en}
        onChange={(wording_en) => set({ wording_en })}
        error={errorOf("wording_en")}
      />
      {purpose && (
        <p role="status" className="text-muted text-xs">
          {reworded
            ? t("purposes.nextVersion", { version: purpose.wording_version + 1 })
            : t("purposes.thisVersion", { version: purpose.wording_version })}
        </p>
      )}
      {purpose && (
        <Switch
          label={t("purposes.archive")}
          hint={t("purposes.archiveHint")}
          on={draft.archived}
          onChange={(archived) => set({ archived })}
        />
      )}
    </EditorSheet>
  );
}
