import { useTranslation } from "react-i18next";
import { categoryTree, useNames } from "@/api/directory";
import type { CaseView } from "@/api/types";
import { IconButton } from "@/ui/Button";
import { Popover } from "@/ui/Popover";
import { type Option, Select } from "@/ui/Select";
import { SaveView } from "./SaveView";
import { type InboxSearch, STATUSES } from "./search";

/** Stands for "no filter" in a list of choices, which cannot hold nothing. */
const ANY = "any";

interface FiltersProps {
  view: CaseView;
  search: InboxSearch;
  onSearch: (change: Partial<InboxSearch>) => void;
}

/** The filters of the list, behind their button. */
export default function Filters({ view, search, onSearch }: FiltersProps) {
  const { t } = useTranslation("inbox");
  const { t: c } = useTranslation("common");
  const { directory } = useNames();
  const any: Option<string> = { id: ANY, label: t("toolbar.any") };
  const field = (
    name: "status" | "channel" | "queue" | "category" | "owner",
    label: string,
    options: Option<string>[],
  ) => (
    <Select
      label={label}
      options={[any, ...options]}
      value={search[name] ?? ANY}
      onChange={(next) => onSearch({ [name]: next === ANY ? undefined : next })}
    />
  );
  return (
    <Popover
      label={t("toolbar.filter")}
      trigger={<IconButton icon="filter" size="sm" label={t("toolbar.filter")} />}
      className="flex w-64 flex-col gap-3 p-4"
    >
      {field(
        "status",
        t("toolbar.status"),
        STATUSES.map((id) => ({ id, label: c(`status.${id}`) })),
      )}
      {field(
        "channel",
        t("toolbar.channel"),
        directory.channels.map((each) => ({ id: each.id, label: each.name })),
      )}
      {field(
        "queue",
        t("toolbar.queue"),
        directory.queues.map((each) => ({ id: each.id, label: each.name })),
      )}
      {field(
        "category",
        t("toolbar.category"),
        categoryTree(directory.categories).map(({ id, name, depth }) => ({
          id,
          label: name,
          depth,
        })),
      )}
      {field(
        "owner",
        t("toolbar.owner"),
        directory.users
          .filter((each) => each.active)
          .map((each) => ({ id: each.id, label: each.name })),
      )}
      <SaveView view={view} search={search} />
    </Popover>
  );
}
