import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { saveView } from "@/api/case-work";
import { useMe } from "@/api/me";
import { keys } from "@/api/query-keys";
import type { CaseView } from "@/api/types";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/Problem";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import type { InboxSearch } from "./search";

interface SaveViewProps {
  view: CaseView;
  search: InboxSearch;
}

/** Keeps the list with its filters under a name. */
export function SaveView({ view, search }: SaveViewProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const me = useMe();
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () => saveView({ name: name.trim(), shared, query: { view, ...search } }),
    onSuccess: (saved) => {
      void cache.invalidateQueries({ queryKey: keys.admin("views") });
      toast(t("views.savedDone", { name: saved.name }));
      setName("");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") save.mutate();
  };
  return (
    <form className="flex flex-col gap-2 border-border border-t pt-3" onSubmit={submit}>
      <TextField
        label={t("views.name")}
        value={name}
        onChange={setName}
        error={save.error ? problemText(save.error, c("actionFailed")) : null}
      />
      {me.permissions.includes("queue.manage") && (
        <Switch label={t("views.shared")} on={shared} onChange={setShared} />
      )}
      <Button size="sm" type="submit" isDisabled={name.trim() === ""} isPending={save.isPending}>
        {t("views.save")}
      </Button>
    </form>
  );
}
