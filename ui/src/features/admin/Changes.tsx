import { Button as AriaButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { DataItem, DataList } from "@/ui/DataList";
import { Icon } from "@/ui/Icon";
import { Popover } from "@/ui/Popover";
import { isDetailField } from "./audit/actions";
import { Value } from "./audit/Value";
import { type Change, changesOf, snake } from "./changes";

/** Characters of a value that are shown; a text of many lines is not read here. */
const SHOWN = 80;

interface ChangesProps {
  base: object;
  draft: object;
  /** What parts of a record are called, by key. */
  labels?: Readonly<Record<string, string>>;
}

/** What a form changes, told before it is saved. */
export function Changes({ base, draft, labels = {} }: ChangesProps) {
  const { t } = useTranslation("admin");
  const changes = changesOf(base, draft);
  const name = (key: string): string => {
    const field = snake(key);
    if (labels[key]) return labels[key];
    if (isDetailField(field)) return t(`audit.fields.${field}`);
    return t(`changes.fields.${field}`, { defaultValue: key });
  };
  return (
    <Popover
      label={t("changes.title")}
      placement="top start"
      className="max-h-80 w-96 overflow-y-auto p-3"
      trigger={
        <AriaButton className="flex h-7 items-center gap-1 rounded px-1.5 text-muted text-xs hover:bg-subtle">
          {t("changes.count", { count: changes.length })}
          <Icon name="up" size={12} />
        </AriaButton>
      }
    >
      <DataList>
        {changes.map((change) => (
          <DataItem key={change.key} name={name(change.key)}>
            <Told change={change} />
          </DataItem>
        ))}
      </DataList>
    </Popover>
  );
}

function Told({ change }: { change: Change }) {
  const { t } = useTranslation("admin");
  if (change.secret || isLong(change.before) || isLong(change.after)) {
    return <span>{t("changes.hidden")}</span>;
  }
  return (
    <>
      <del className="text-muted">
        <Value value={change.before} />
      </del>
      <span className="mx-2 text-muted" aria-hidden>
        →
      </span>
      <Value value={change.after} />
    </>
  );
}

/** Whether a value says more than fits in a line: a long text, or things with parts. */
function isLong(value: unknown): boolean {
  if (typeof value === "string") return value.length > SHOWN || value.includes("\n");
  if (Array.isArray(value)) return value.some(isLong);
  return typeof value === "object" && value !== null;
}
