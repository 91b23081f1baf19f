import type { Permission } from "@/api/types";
import type { IconName } from "@/ui/Icon";

/** An entry of the rail. Only what exists is listed; what a person may not do is not shown. */
export interface NavItem {
  key: "inbox" | "search" | "lookalikes" | "board" | "settings" | "api";
  group: "service" | "value" | "admin";
  icon: IconName;
  /** Path inside the application, or of a page of the server when `external`. */
  to: string;
  external?: boolean;
  /** Any of these suffices; none means everybody. */
  permissions: Permission[];
}

export const NAVIGATION: readonly NavItem[] = [
  { key: "inbox", group: "service", icon: "inbox", to: "/inbox", permissions: ["case.read"] },
  { key: "search", group: "service", icon: "search", to: "/search", permissions: ["case.read"] },
  {
    key: "lookalikes",
    group: "service",
    icon: "link",
    to: "/customers/lookalikes",
    permissions: ["customer.write"],
  },
  { key: "board", group: "service", icon: "board", to: "/board", permissions: ["board.read"] },
  {
    key: "settings",
    group: "admin",
    icon: "admin",
    to: "/admin",
    permissions: ["user.manage", "queue.manage", "channel.manage", "audit.read", "tenant.manage"],
  },
  { key: "api", group: "admin", icon: "book", to: "/developers", permissions: [] },
];

/** The entries for somebody with these permissions. */
export function navigationFor(granted: readonly Permission[]): NavItem[] {
  return NAVIGATION.filter(
    (item) =>
      item.permissions.length === 0 || item.permissions.some((each) => granted.includes(each)),
  );
}
