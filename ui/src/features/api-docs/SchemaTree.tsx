import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { Icon } from "@/ui/Icon";
import type { OpenApi, Schema } from "./document";
import { Choices } from "./OperationDetail";
import { Prose } from "./Prose";
import { described, type Part } from "./schema";

interface SchemaTreeProps {
  document: OpenApi;
  schema: Schema;
}

/** A type with what it consists of; inner types unfold. */
export function SchemaTree({ document, schema }: SchemaTreeProps) {
  const whole = described(document, schema);
  return (
    <div className="rounded-lg border border-border">
      <p className="flex items-baseline gap-2 px-3 py-1.5 text-xs">
        <span className="font-medium font-mono text-info">{whole.type}</span>
        <Prose text={whole.description} className="text-muted" />
      </p>
      {whole.choices.length > 0 && (
        <div className="px-3 pb-2">
          <Choices choices={whole.choices} />
        </div>
      )}
      {whole.parts.length > 0 && (
        <ul className="border-border border-t">
          {whole.parts.map((part) => (
            <PartLine key={part.name} document={document} part={part} depth={0} />
          ))}
        </ul>
      )}
    </div>
  );
}

interface PartLineProps {
  document: OpenApi;
  part: Part;
  depth: number;
}

function PartLine({ document, part, depth }: PartLineProps) {
  const { t } = useTranslation("developers");
  const [open, setOpen] = useState(false);
  const type = described(document, part.schema);
  const folds = type.parts.length > 0;
  const name = (
    <>
      {folds ? (
        <Icon name="down" size={12} className={cx("text-muted", !open && "-rotate-90")} />
      ) : (
        <span className="w-3" />
      )}
      {part.name}
    </>
  );
  return (
    <li className="border-border border-b last:border-0">
      <div
        className="grid grid-cols-[minmax(11rem,16rem)_10rem_1fr] gap-x-3 py-1 pr-3 text-xs"
        style={{ paddingLeft: 8 + depth * 18 }}
      >
        <span className="flex items-start">
          {folds ? (
            <button
              type="button"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
              className="flex min-h-6 items-center gap-1 rounded px-1 font-medium font-mono hover:bg-subtle"
            >
              {name}
            </button>
          ) : (
            <span className="flex min-h-6 items-center gap-1 px-1 font-medium font-mono">
              {name}
            </span>
          )}
          {part.required && <span className="ml-1 pt-1 text-2xs text-bad">{t("required")}</span>}
        </span>
        <span className="pt-1 font-mono text-info">
          {type.type}
          {type.nullable && <span className="text-muted"> | null</span>}
        </span>
        <span className="pt-1">
          <Prose text={type.description} />
          {type.notes.length > 0 && (
            <span className="ml-2 text-2xs text-muted">{type.notes.join(" · ")}</span>
          )}
          {type.choices.length > 0 && <Choices choices={type.choices} />}
        </span>
      </div>
      {open && (
        <ul className="border-border border-t bg-bg">
          {type.parts.map((inner) => (
            <PartLine key={inner.name} document={document} part={inner} depth={depth + 1} />
          ))}
        </ul>
      )}
    </li>
  );
}
