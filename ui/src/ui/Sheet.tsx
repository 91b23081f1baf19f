import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { IconButton } from "./Button";

interface SheetProps {
  onClose: () => void;
  title: string;
  /** Stands beside the title. */
  badge?: ReactNode;
  /** One sentence under the title. */
  hint?: string;
  width?: "md" | "lg";
  /** Buttons at the foot; the primary one last. */
  footer?: ReactNode;
  children: ReactNode;
}

const WIDTH = { md: "max-w-lg", lg: "max-w-2xl" };

/**
 * A dialog along the right edge, for what belongs to one row of a page: focus stays inside, Escape
 * closes, focus returns to where it was.
 */
export function Sheet({ onClose, title, badge, hint, width = "md", footer, children }: SheetProps) {
  const { t } = useTranslation("common");
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(next) => !next && onClose()}
      isDismissable
      className="animate-fade fixed inset-0 z-40 flex justify-end bg-backdrop"
    >
      <Modal className={cx("h-full w-full", WIDTH[width])}>
        <AriaDialog
          data-modal
          className="animate-fade flex h-full flex-col border-border border-l bg-raised shadow-pop outline-none"
        >
          <header className="flex shrink-0 items-start gap-3 border-border border-b px-5 py-3">
            <div className="min-w-0 grow">
              <div className="flex items-center gap-2">
                <Heading slot="title" className="min-w-0 truncate text-base">
                  {title}
                </Heading>
                {badge}
              </div>
              {hint && <p className="text-muted text-xs">{hint}</p>}
            </div>
            <IconButton icon="close" label={t("close")} onPress={onClose} size="sm" />
          </header>
          <div className="min-h-0 grow overflow-y-auto">{children}</div>
          {footer && (
            <footer className="flex shrink-0 items-center justify-end gap-2 border-border border-t px-5 py-3">
              {footer}
            </footer>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
