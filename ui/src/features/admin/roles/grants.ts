import type { Permission, Role } from "@/api/types";

export const ROLES: readonly Role[] = [
  "agent",
  "supervisor",
  "planner",
  "analyst",
  "marketer",
  "executive",
  "admin",
  "system_admin",
];

const EVERYBODY = ROLES;
const WORKERS: readonly Role[] = ["agent", "supervisor", "admin"];
const INSIDE = ROLES.filter((role) => role !== "system_admin");
const LEADERS: readonly Role[] = ["supervisor", "admin"];
const ADMINS: readonly Role[] = ["admin", "system_admin"];

/**
 * Which roles grant a permission, as `crates/model/src/permission.rs` says; a test compares the two.
 * It is for reading only: what somebody may do is decided by the server.
 */
export const GRANTS: Record<Permission, readonly Role[]> = {
  "case.read": INSIDE,
  "case.write": WORKERS,
  "case.transfer": WORKERS,
  "customer.read": INSIDE,
  "customer.write": WORKERS,
  "work.take": WORKERS,
  "board.read": ["supervisor", "planner", "executive", "admin"],
  "board.act": LEADERS,
  "directory.read": EVERYBODY,
  "user.manage": ADMINS,
  "queue.manage": LEADERS,
  "channel.manage": ADMINS,
  "integration.manage": ["admin"],
  "privacy.manage": ["admin"],
  "audit.read": ADMINS,
  "tenant.manage": ["system_admin"],
  "self.manage": EVERYBODY,
};

/** What an API token may carry, as the same file says; a test compares the two. */
export const TOKEN_SCOPES: readonly Permission[] = [
  "case.read",
  "case.write",
  "case.transfer",
  "customer.read",
  "customer.write",
  "work.take",
  "board.read",
  "board.act",
  "directory.read",
  "queue.manage",
  "channel.manage",
  "audit.read",
];

export const PERMISSIONS = Object.keys(GRANTS) as Permission[];

type Flat<P extends string> = P extends `${infer Subject}.${infer Verb}`
  ? `${Subject}_${Verb}`
  : never;

/** The name of a permission's text; a dot would be a level of the texts' tree. */
export function permissionKey(permission: Permission): Flat<Permission> {
  return permission.replace(".", "_") as Flat<Permission>;
}
