import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { IconButton } from "./Button";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** One sentence under the title. */
  hint?: string;
  width?: "sm" | "md" | "lg";
  /** It holds what is shown once: a click beside it does not close it. */
  staysOpen?: boolean;
  /** Buttons at the foot; the primary one last. */
  footer?: ReactNode;
  children: ReactNode;
}

const WIDTH = { sm: "max-w-md", md: "max-w-xl", lg: "max-w-3xl" };

/** A modal dialog: focus stays inside, Escape closes, focus returns to where it was. */
export function Dialog({
  open,
  onClose,
  title,
  hint,
  width = "md",
  staysOpen = false,
  footer,
  children,
}: DialogProps) {
  const { t } = useTranslation("common");
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => !next && onClose()}
      isDismissable={!staysOpen}
      isKeyboardDismissDisabled={staysOpen}
      className="animate-fade fixed inset-0 z-40 flex items-start justify-center bg-backdrop px-4 pt-[10vh]"
    >
      <Modal className={cx("w-full", WIDTH[width])}>
        <AriaDialog
          data-modal
          className="animate-pop flex max-h-[80vh] flex-col rounded-xl border border-border bg-raised shadow-pop outline-none"
        >
          <header className="flex items-start gap-3 border-border border-b px-5 py-3">
            <div className="grow">
              <Heading slot="title" className="text-base">
                {title}
              </Heading>
              {hint && <p className="text-muted text-xs">{hint}</p>}
            </div>
            <IconButton icon="close" label={t("close")} onPress={onClose} size="sm" />
          </header>
          <div className="min-h-0 grow overflow-y-auto px-5 py-4">{children}</div>
          {footer && (
            <footer className="flex justify-end gap-2 border-border border-t px-5 py-3">
              {footer}
            </footer>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
