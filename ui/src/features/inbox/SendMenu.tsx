import { Button as AriaButton, type Key } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { AfterReply } from "@/api/types";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Menu, MenuItem } from "@/ui/Menu";

const CHOICES: readonly AfterReply[] = ["pending_customer", "keep", "resolve"];

interface SendMenuProps {
  /** What was chosen, if anything. */
  after: AfterReply | null;
  /** What happens when nothing is chosen. */
  byDefault: AfterReply;
  onAfter: (after: AfterReply) => void;
  onSend: () => void;
  disabled: boolean;
}

/** Send, and beside it what becomes of the case afterwards. */
export function SendMenu({ after, byDefault, onAfter, onSend, disabled }: SendMenuProps) {
  const { t } = useTranslation("inbox");
  const chosen = after ?? byDefault;
  return (
    <div className="flex items-center">
      <Button
        variant="primary"
        size="sm"
        icon="send"
        onPress={onSend}
        isDisabled={disabled}
        className="rounded-r-none"
      >
        {chosen === byDefault ? t("send.plain") : t(`send.${chosen}`)}
      </Button>
      <Menu
        label={t("send.after")}
        placement="top end"
        selectionMode="single"
        selectedKeys={[chosen]}
        onSelectionChange={(keys) => {
          const [next] = keys === "all" ? [] : [...(keys as Set<Key>)];
          if (next) onAfter(next as AfterReply);
        }}
        trigger={
          <AriaButton
            aria-label={t("send.after")}
            className="ml-px flex h-7 w-6 items-center justify-center rounded-r-md bg-accent-solid text-on-accent hover:bg-accent-solid-hover"
          >
            <Icon name="up" size={12} />
          </AriaButton>
        }
      >
        {CHOICES.map((choice) => (
          <MenuItem key={choice} id={choice}>
            {t(`send.${choice}Long`)}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}
