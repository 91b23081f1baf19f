import { useTranslation } from "react-i18next";
import type { Side } from "@/api/types";
import { Dialog } from "@/ui/Dialog";
import { namesOf } from "./people";
import SideBody from "./SideBody";

interface SideDialogProps {
  side: Side;
  onClose: () => void;
}

/** A conversation with somebody outside, opened from above the thread. */
export default function SideDialog({ side, onClose }: SideDialogProps) {
  const { t } = useTranslation("inbox");
  return (
    <Dialog
      open
      onClose={onClose}
      width="lg"
      title={side.subject}
      hint={t("side.dialogHint", { names: namesOf(side) })}
    >
      <SideBody side={side} />
    </Dialog>
  );
}
