import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { isImeKey } from "@/lib/ime";
import { combination } from "@/lib/shortcuts";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { problemText } from "@/ui/Problem";
import { Sheet } from "@/ui/Sheet";
import { Changes } from "./Changes";
import { ConflictNotice } from "./ConflictNotice";
import { UnsavedGuard } from "./UnsavedGuard";
import type { Editor } from "./useEditor";

interface EditorSheetProps<D extends object> {
  editor: Editor<D>;
  title: string;
  badge?: ReactNode;
  hint?: string;
  width?: "md" | "lg";
  /** It does not exist yet: there is something to save even before anything was typed. */
  creating?: boolean;
  /** What parts of a record are called, by key: `settings.host`. */
  labels?: Readonly<Record<string, string>>;
  /** Fields that show their own errors. */
  fields: readonly string[];
  onClose: () => void;
  children: ReactNode;
}

/** The sheet of a form: what is wrong, save, leave. */
export function EditorSheet<D extends object>(props: EditorSheetProps<D>) {
  const { editor, creating, onClose } = props;
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const ready = (editor.dirty || creating) && !editor.saving && !editor.conflict;
  const save = () => ready && editor.save();
  const form = useRef<HTMLFormElement>(null);
  const { refusals } = editor;
  useEffect(() => {
    if (refusals > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refusals]);
  return (
    <Sheet
      onClose={onClose}
      title={props.title}
      badge={props.badge}
      hint={props.hint}
      width={props.width}
      footer={
        <>
          {editor.dirty && (
            <span className="flex grow items-center gap-1 text-muted text-xs">
              {t("unsaved.mark")}
              {!creating && (
                <Changes base={editor.base} draft={editor.draft} labels={props.labels} />
              )}
            </span>
          )}
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            onPress={save}
            isPending={editor.saving}
            isDisabled={!ready && !editor.saving}
          >
            {creating ? t("create") : c("save")}
          </Button>
        </>
      }
    >
      <UnsavedGuard unsaved={editor.unsaved} />
      {/* The fields' own rules are the server's, whose words stand at the field. */}
      <form
        ref={form}
        noValidate
        className="flex flex-col gap-4 px-5 py-4"
        onKeyDown={(event) => {
          if (isImeKey(event) || combination(event.nativeEvent) !== "mod+enter") return;
          event.preventDefault();
          save();
        }}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Trouble editor={editor} fields={props.fields} />
        {props.children}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Sheet>
  );
}

function Trouble<D extends object>({
  editor,
  fields,
}: {
  editor: Editor<D>;
  fields: readonly string[];
}) {
  const { t: c } = useTranslation("common");
  const { error } = editor;
  if (!error) return null;
  if (editor.conflict) {
    return <ConflictNotice onTake={(keepMine) => void editor.takeTheirs(keepMine)} />;
  }
  const field = error instanceof ApiProblem ? error.field : null;
  if (field && fields.includes(field)) return null;
  return (
    <p role="alert" className="flex items-start gap-2 rounded-lg bg-bad-weak p-3 text-bad text-sm">
      <Icon name="warn" className="mt-0.5" />
      {problemText(error, c("actionFailed"))}
    </p>
  );
}
