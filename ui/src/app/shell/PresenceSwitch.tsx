import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, type Key, MenuItem } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/query-keys";
import type { Presence } from "@/api/types";
import { presenceQuery, setPresence } from "@/api/work";
import { cx } from "@/lib/cx";
import { Elapsed } from "@/ui/Elapsed";
import { Icon } from "@/ui/Icon";
import { Menu, optionLook } from "@/ui/Menu";
import { PresenceMark } from "@/ui/PresenceMark";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

/** The states a person chooses; offline comes by signing out. */
export const CHOICES = ["available", "away", "wrap_up"] as const;

/** Changes my state; used by the switch and by the palette. */
export function useSetPresence() {
  const { t } = useTranslation("common");
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (state: Presence) => setPresence(state),
    onSuccess: (state) => cache.setQueryData(keys.presence, state),
    onError: (error) => toast(problemText(error, t("actionFailed")), "bad"),
  });
}

/** 受付可 / 離席 / 後処理, with the time in the state. */
export function PresenceSwitch() {
  const { t } = useTranslation("common");
  const { data } = useQuery(presenceQuery);
  const change = useSetPresence();
  const state = data?.state ?? "offline";
  return (
    <Menu
      label={t("presence.label")}
      placement="bottom end"
      selectionMode="single"
      selectedKeys={[state]}
      onSelectionChange={(selection) => {
        const [next] = selection === "all" ? [] : [...(selection as Set<Key>)];
        if (next && next !== state) change.mutate(next as Presence);
      }}
      trigger={
        <Button
          className={cx(
            "flex h-7 shrink-0 items-center gap-2 rounded-md border border-border bg-panel px-2 text-xs hover:bg-subtle",
            change.isPending && "opacity-60",
          )}
        >
          <PresenceMark state={state} />
          <span className="sr-only">
            {t("presence.current", { state: t(`presence.${state}`) })}
          </span>
          {/* Said already, and a clock in a name would change it every second. */}
          <span aria-hidden className="font-medium">
            {t(`presence.${state}`)}
          </span>
          {data && state !== "offline" && (
            <span aria-hidden className="min-w-14 text-right">
              <Elapsed since={data.since} className="tnum text-muted" />
            </span>
          )}
          <Icon name="down" size={12} className="text-muted" />
        </Button>
      }
    >
      {CHOICES.map((choice) => (
        <MenuItem
          key={choice}
          id={choice}
          textValue={t(`presence.${choice}`)}
          className={optionLook}
        >
          <PresenceMark state={choice} />
          <span className="grow">
            <span className="block">{t(`presence.${choice}`)}</span>
            <span className="block font-normal text-muted text-xs">
              {t(`presence.${choice}Hint`)}
            </span>
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}
