import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isImeKey } from "@/lib/ime";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { ConflictNotice } from "../ConflictNotice";

interface NameFormProps {
  depth: number;
  initial?: string;
  label: string;
  saveLabel: string;
  pending: boolean;
  error: string | null;
  /** Set when somebody else has changed it: reads it again and answers with its present name. */
  onConflict?: () => Promise<string | undefined>;
  onSave: (name: string) => void;
  onCancel: () => void;
}

/** A name typed in its place in the tree: Enter saves, Escape leaves. */
export function NameForm(props: NameFormProps) {
  const { t } = useTranslation("common");
  const [name, setName] = useState(props.initial ?? "");
  const takeTheirs = async (keepMine: boolean) => {
    const theirs = await props.onConflict?.();
    if (theirs !== undefined && !keepMine) setName(theirs);
  };
  const ready = name.trim() !== "" && !props.pending;
  return (
    <form
      className="flex flex-col gap-2 bg-subtle py-2 pr-2"
      style={{ paddingLeft: 12 + props.depth * 24 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) props.onSave(name.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !isImeKey(event)) {
          event.stopPropagation();
          props.onCancel();
        }
      }}
    >
      {props.onConflict && <ConflictNotice onTake={(keepMine) => void takeTheirs(keepMine)} />}
      <div className="flex items-end gap-2">
        <TextField
          label={props.label}
          autoFocus
          value={name}
          onChange={setName}
          error={props.error}
          className="w-80"
        />
        <Button type="submit" variant="primary" isDisabled={!ready} isPending={props.pending}>
          {props.saveLabel}
        </Button>
        <Button onPress={props.onCancel}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
