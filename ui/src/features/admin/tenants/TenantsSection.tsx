import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createTenant, tenantsQuery } from "@/api/admin";
import type { NewTenant, Tenant } from "@/api/admin-types";
import { keys } from "@/api/query-keys";
import { useSettings } from "@/lib/settings";
import { formatDate } from "@/lib/time";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { TextField } from "@/ui/Field";
import { ProblemState } from "@/ui/Problem";
import { ScrollRegion } from "@/ui/ScrollRegion";
import { SkeletonRows } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import type { SectionProps } from "../AdminPage";
import { EditorSheet } from "../EditorSheet";
import { FirstPassword } from "../people/PersonSheet";
import { ListFilter, SectionFrame } from "../SectionFrame";
import { matches } from "../sections";
import { useEditor } from "../useEditor";
import { NEW, useItemNavigation } from "../useItemNavigation";

/** The companies served by this installation. */
export default function TenantsSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { language } = useSettings();
  const { create, close } = useItemNavigation("tenants");
  const list = useQuery(tenantsQuery);
  const [typed, setTyped] = useState("");
  const rows = (list.data ?? []).filter((tenant) => matches(typed, tenant.name, tenant.slug));
  return (
    <SectionFrame
      section="tenants"
      tools={
        <>
          <ListFilter label={t("tenants.filter")} value={typed} onChange={setTyped} />
          <Button variant="primary" icon="plus" onPress={create}>
            {t("tenants.add")}
          </Button>
        </>
      }
    >
      {list.isPending && <SkeletonRows rows={5} label={c("loading")} />}
      {list.isError && <ProblemState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState icon="building" title={t("nothing")} hint={t("nothingHint")} />
      )}
      {rows.length > 0 && (
        <ScrollRegion
          label={t("sections.tenants.title")}
          className="rounded-lg border border-border bg-panel"
        >
          <table className="w-full text-sm">
            <thead className="text-left text-muted text-xs">
              <tr>
                <th scope="col" className="border-border border-b px-4 py-1.5 font-medium">
                  {t("field.name")}
                </th>
                <th scope="col" className="border-border border-b px-3 py-1.5 font-medium">
                  {t("tenants.slug")}
                </th>
                <th scope="col" className="border-border border-b px-3 py-1.5 font-medium">
                  {t("tenants.since")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((tenant) => (
                <tr key={tenant.id} className="h-(--row-data) border-border border-b last:border-0">
                  <th scope="row" className="px-4 text-left font-medium">
                    {tenant.name}
                  </th>
                  <td className="px-3">
                    <code className="text-xs">{tenant.slug}</code>
                  </td>
                  <td className="px-3 text-muted">{formatDate(tenant.created_at, language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      {item === NEW && <NewTenantSheet onClose={close} />}
    </SectionFrame>
  );
}

const EMPTY: NewTenant = {
  slug: "",
  name: "",
  admin_email: "",
  admin_name: "",
  admin_password: "",
};

function NewTenantSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("admin");
  const cache = useQueryClient();
  const editor = useEditor<Tenant | undefined, NewTenant>({
    item: undefined,
    toDraft: () => EMPTY,
    save: (_none, draft) => createTenant(draft),
    reload: async () => undefined,
    onSaved: (saved) => {
      void cache.invalidateQueries({ queryKey: keys.admin("tenants") });
      toast(t("saved", { name: saved?.name ?? "" }));
      onClose();
    },
  });
  const { draft, set, errorOf } = editor;
  const field = (key: keyof NewTenant, label: string, hint?: string, type?: string) => (
    <TextField
      label={label}
      hint={hint}
      type={type}
      isRequired
      autoComplete="off"
      value={draft[key]}
      onChange={(value) => set({ [key]: value })}
      error={errorOf(key)}
    />
  );
  return (
    <EditorSheet
      editor={editor}
      creating
      fields={Object.keys(EMPTY)}
      title={t("tenants.add")}
      hint={t("tenants.addHint")}
      onClose={onClose}
    >
      {field("name", t("field.name"))}
      {field("slug", t("tenants.slug"), t("tenants.slugHint"))}
      <fieldset className="flex flex-col gap-4">
        <legend className="mb-2 font-semibold text-sm">{t("tenants.firstAdmin")}</legend>
        {field("admin_name", t("field.name"))}
        {field("admin_email", t("field.email"), undefined, "email")}
        <FirstPassword
          value={draft.admin_password}
          onChange={(password) => set({ admin_password: password })}
          error={errorOf("admin_password")}
        />
      </fieldset>
    </EditorSheet>
  );
}
