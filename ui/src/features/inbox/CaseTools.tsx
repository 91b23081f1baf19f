import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import type { CaseRow } from "@/api/types";
import { type Command, useCommands } from "@/lib/commands";
import { useShortcuts } from "@/lib/shortcuts";
import { Button, IconButton } from "@/ui/Button";
import { Menu, MenuItem } from "@/ui/Menu";
import { missingFor } from "./ending";
import type { useCaseActions } from "./useCaseActions";

const TransferDialog = lazy(() => import("./TransferDialog"));
const HandoverDialog = lazy(() => import("./HandoverDialog"));
const GiveBackDialog = lazy(() => import("./GiveBackDialog"));
const HoldDialog = lazy(() => import("./HoldDialog"));
const EndingDialog = lazy(() => import("./EndingDialog"));
const TieDialog = lazy(() => import("./TieDialog"));
const AskDialog = lazy(() => import("./sides/AskDialog"));
const SplitDialog = lazy(() => import("./SplitDialog"));

/** What is open over the case. */
type Shown =
  | "transfer"
  | "handover"
  | "back"
  | "hold"
  | "ending"
  | "ask"
  | "relate"
  | "join"
  | "split";

interface CaseToolsProps {
  row: CaseRow;
  /** It is being offered to somebody right now. */
  offered: boolean;
  actions: ReturnType<typeof useCaseActions>;
}

/** What can be done with a case, by button, key and command. */
export function CaseTools({ row, offered, actions }: CaseToolsProps) {
  const { t } = useTranslation("inbox");
  const me = useMe();
  const { directory } = useNames();
  const { may, busy } = actions;
  const [dialog, setDialog] = useState<Shown | null>(null);
  const close = () => setDialog(null);
  const chats = directory.channels.some((each) => each.kind === "web_chat" && each.active);
  const mayGoOn = chats && row.status !== "resolved" && me.permissions.includes("case.write");
  const resolve = () => {
    if (missingFor(row, directory).length > 0) setDialog("ending");
    else actions.resolve();
  };
  const hold = () => setDialog("hold");
  const transfer = () => setDialog("transfer");
  const mayAsk = may.change && !row.joined_into;
  const ask = () => setDialog("ask");

  useShortcuts({
    a: () => may.take && actions.take(),
    e: () => may.resolve && resolve(),
    h: () => may.hold && hold(),
    o: () => mayAsk && ask(),
    t: () => may.transfer && transfer(),
  });
  const commands: (Command | false)[] = [
    may.take && {
      id: "take",
      label: t("action.take"),
      icon: "user",
      keys: "A",
      run: actions.take,
    },
    may.transfer && {
      id: "transfer",
      label: t("action.transfer"),
      icon: "transfer",
      keys: "T",
      run: transfer,
    },
    may.giveBack && {
      id: "giveBack",
      label: t("action.giveBack"),
      icon: "reply",
      run: () => setDialog("back"),
    },
    may.hold && { id: "hold", label: t("action.hold"), icon: "pause", keys: "H", run: hold },
    may.endHold && {
      id: "endHold",
      label: t("action.endHold"),
      icon: "reopen",
      run: actions.endHold,
    },
    mayGoOn && {
      id: "handover",
      label: t("handover.open"),
      icon: "chat",
      run: () => setDialog("handover"),
    },
    mayAsk && { id: "ask", label: t("side.ask"), icon: "building", keys: "O", run: ask },
    may.change &&
      !row.joined_into && {
        id: "relate",
        label: t("tie.relate"),
        icon: "link",
        run: () => setDialog("relate"),
      },
    may.change &&
      !row.joined_into && {
        id: "join",
        label: t("tie.join"),
        icon: "down",
        run: () => setDialog("join"),
      },
    may.resolve && {
      id: "resolve",
      label: t("action.resolve"),
      icon: "check",
      keys: "E",
      run: resolve,
    },
    may.reopen && {
      id: "reopen",
      label: t("action.reopen"),
      icon: "reopen",
      run: actions.reopen,
    },
  ];
  useCommands(commands.filter((command) => command !== false));

  return (
    <>
      {may.take && (
        <Button size="sm" variant="primary" icon="user" onPress={actions.take}>
          {t("action.take")}
        </Button>
      )}
      {may.giveBack && (
        <Button size="sm" icon="reply" onPress={() => setDialog("back")}>
          {t("action.giveBack")}
        </Button>
      )}
      {may.transfer && (
        <IconButton icon="transfer" label={t("action.transfer")} keys="T" onPress={transfer} />
      )}
      {mayGoOn && (
        <IconButton icon="chat" label={t("handover.open")} onPress={() => setDialog("handover")} />
      )}
      {mayAsk && <IconButton icon="building" label={t("side.ask")} keys="O" onPress={ask} />}
      {may.endHold && (
        <Button size="sm" icon="reopen" onPress={actions.endHold} isDisabled={busy}>
          {t("action.endHold")}
        </Button>
      )}
      {may.hold && <IconButton icon="pause" label={t("action.hold")} keys="H" onPress={hold} />}
      {may.resolve && (
        <Button size="sm" icon="check" onPress={resolve} isDisabled={busy}>
          {t("action.resolve")}
        </Button>
      )}
      {may.reopen && (
        <Button size="sm" icon="reopen" onPress={actions.reopen} isDisabled={busy}>
          {t("action.reopen")}
        </Button>
      )}
      {may.change && !row.joined_into && (
        <MoreMenu open={row.status !== "resolved"} onChoose={setDialog} />
      )}
      <Suspense fallback={null}>
        {(dialog === "relate" || dialog === "join") && (
          <TieDialog row={row} act={dialog} onClose={close} />
        )}
        {dialog === "ask" && <AskDialog row={row} onClose={close} />}
        {dialog === "split" && <SplitDialog row={row} onClose={close} />}
        {dialog === "transfer" && <TransferDialog row={row} offered={offered} onClose={close} />}
        {dialog === "handover" && <HandoverDialog row={row} onClose={close} />}
        {dialog === "back" && <GiveBackDialog row={row} onClose={close} />}
        {dialog === "hold" && <HoldDialog row={row} onClose={close} />}
        {dialog === "ending" && (
          <EndingDialog
            row={row}
            label={t("action.resolve")}
            onSaid={actions.resolve}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  );
}

interface MoreMenuProps {
  /** The case is not over. */
  open: boolean;
  onChoose: (dialog: Shown) => void;
}

/** What is done seldom. */
function MoreMenu({ open, onChoose }: MoreMenuProps) {
  const { t } = useTranslation("inbox");
  return (
    <Menu
      label={t("tie.more")}
      placement="bottom end"
      onAction={(key) => onChoose(key as Shown)}
      trigger={<IconButton icon="more" label={t("tie.more")} />}
    >
      <MenuItem id="relate" icon="link">
        {t("tie.relate")}
      </MenuItem>
      <MenuItem id="join" icon="down">
        {t("tie.join")}
      </MenuItem>
      {open && (
        <MenuItem id="split" icon="transfer">
          {t("tie.split")}
        </MenuItem>
      )}
    </Menu>
  );
}
