import type { ChannelKind } from "@/api/types";
import type { IconName } from "@/ui/Icon";

const ICONS: Record<ChannelKind, IconName> = {
  web_chat: "chat",
  email: "mail",
  form: "form",
  api: "plug",
};

/** The picture of a kind of door. */
export const channelIcon = (kind: ChannelKind): IconName => ICONS[kind];

/** Whether the other side waits for the next word: a chat, whoever carries it. */
export const isLive = (kind: ChannelKind): boolean => kind === "web_chat" || kind === "api";

/** Every kind of door, in the order in which they are listed. */
export const CHANNEL_KINDS: readonly ChannelKind[] = ["web_chat", "email", "form", "api"];
