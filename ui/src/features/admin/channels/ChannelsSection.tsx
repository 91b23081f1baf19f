import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { MenuItem as AriaMenuItem } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { channelKindsQuery, channelsQuery } from "@/api/admin";
import type { Channel, ChannelKindView } from "@/api/admin-types";
import { useNames } from "@/api/directory";
import { channelIcon } from "@/lib/channel";
import { useSettings } from "@/lib/settings";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Icon } from "@/ui/Icon";
import { Menu, optionLook } from "@/ui/Menu";
import { ProblemState } from "@/ui/Problem";
import { SkeletonRows } from "@/ui/Skeleton";
import type { SectionProps } from "../AdminPage";
import { AdminTable } from "../AdminTable";
import { ListFilter, SectionFrame } from "../SectionFrame";
import { matches } from "../sections";
import { NEW, useItemNavigation } from "../useItemNavigation";
import { ChannelSheet } from "./ChannelSheet";
import { HealthBadge } from "./HealthBadge";

/** The address of a new channel of a kind: `new-email`. */
const newOf = (kind: ChannelKindView) => `${NEW}-${kind.kind}`;

/** The doors through which customers come. */
export default function ChannelsSection({ item }: SectionProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const { open: go, close } = useItemNavigation("channels");
  const { queues } = useNames();
  const { language } = useSettings();
  const kinds = useQuery(channelKindsQuery);
  const list = useQuery(channelsQuery);
  const [typed, setTyped] = useState("");
  const kindOf = (channel: Channel) => kinds.data?.find((each) => each.kind === channel.kind);
  const kindName = (kind: ChannelKindView | undefined) =>
    (language === "ja" ? kind?.name_ja : kind?.name_en) ?? "";
  const rows = (list.data ?? []).filter((channel) =>
    matches(
      typed,
      channel.name,
      kindName(kindOf(channel)),
      queues.get(channel.queue)?.name ?? "",
      ...Object.values(channel.settings),
    ),
  );
  const opened = list.data?.find((channel) => channel.id === item);
  const openedKind = opened && kindOf(opened);
  const making = kinds.data?.find((kind) => newOf(kind) === item);
  const failed = list.error ?? kinds.error;

  return (
    <SectionFrame
      section="channels"
      tools={
        <>
          <ListFilter label={t("channels.filter")} value={typed} onChange={setTyped} />
          <Menu
            label={t("channels.add")}
            placement="bottom end"
            onAction={(key) => go(String(key))}
            trigger={
              <Button variant="primary" icon="plus">
                {t("channels.add")}
              </Button>
            }
          >
            {(kinds.data ?? []).map((kind) => (
              <AriaMenuItem
                key={kind.kind}
                id={newOf(kind)}
                textValue={kindName(kind)}
                className={optionLook}
              >
                <Icon name={channelIcon(kind.kind)} className="text-muted" />
                {kindName(kind)}
              </AriaMenuItem>
            ))}
          </Menu>
        </>
      }
    >
      {(list.isPending || kinds.isPending) && <SkeletonRows rows={4} label={c("loading")} />}
      {failed && (
        <ProblemState
          error={failed}
          onRetry={() => {
            void list.refetch();
            void kinds.refetch();
          }}
        />
      )}
      {list.data && rows.length === 0 && (
        <EmptyState icon="plug" title={t("nothing")} hint={t("nothingHint")} />
      )}
      {rows.length > 0 && (
        <AdminTable
          label={t("sections.channels.title")}
          section="channels"
          rows={rows}
          keyOf={(channel) => channel.id}
          nameOf={(channel) => channel.name}
          nameTitle={t("field.name")}
          faded={(channel) => !channel.active}
          columns={[
            {
              id: "kind",
              title: t("channels.kind"),
              className: "whitespace-nowrap",
              cell: (channel) => (
                <span className="inline-flex items-center gap-1.5">
                  <Icon name={channelIcon(channel.kind)} className="text-muted" />
                  {kindName(kindOf(channel))}
                </span>
              ),
            },
            {
              id: "queue",
              title: t("channels.queue"),
              className: "whitespace-nowrap",
              cell: (channel) => queues.get(channel.queue)?.name,
            },
            {
              id: "health",
              title: t("channels.health"),
              className: "w-full",
              cell: (channel) => <HealthBadge channel={channel} />,
            },
          ]}
        />
      )}
      {opened && openedKind && (
        <ChannelSheet key={opened.id} kind={openedKind} channel={opened} onClose={close} />
      )}
      {making && <ChannelSheet key={making.kind} kind={making} onClose={close} />}
    </SectionFrame>
  );
}
