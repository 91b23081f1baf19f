import type { Permission } from "@/api/types";
import type { IconName } from "@/ui/Icon";

export const SECTION_IDS = [
  "people",
  "roles",
  "providers",
  "queues",
  "categories",
  "endings",
  "procedures",
  "templates",
  "partners",
  "purposes",
  "retention",
  "channels",
  "hours",
  "policies",
  "tokens",
  "webhooks",
  "translation",
  "audit",
  "tenants",
] as const;
export type SectionId = (typeof SECTION_IDS)[number];

/** A page of the administration. */
export interface SectionSpec {
  id: SectionId;
  icon: IconName;
  group: "team" | "work" | "system";
  /** What one must be allowed to see it. */
  permission: Permission;
}

export const SECTIONS: readonly SectionSpec[] = [
  { id: "people", icon: "users", group: "team", permission: "user.manage" },
  { id: "roles", icon: "shield", group: "team", permission: "user.manage" },
  { id: "providers", icon: "key", group: "team", permission: "user.manage" },
  { id: "queues", icon: "queue", group: "work", permission: "queue.manage" },
  { id: "categories", icon: "tag", group: "work", permission: "queue.manage" },
  { id: "endings", icon: "check", group: "work", permission: "queue.manage" },
  { id: "procedures", icon: "task", group: "work", permission: "queue.manage" },
  { id: "templates", icon: "template", group: "work", permission: "queue.manage" },
  { id: "partners", icon: "book", group: "work", permission: "queue.manage" },
  { id: "purposes", icon: "shield", group: "work", permission: "privacy.manage" },
  { id: "retention", icon: "hourglass", group: "work", permission: "privacy.manage" },
  { id: "channels", icon: "plug", group: "work", permission: "channel.manage" },
  { id: "hours", icon: "clock", group: "work", permission: "queue.manage" },
  { id: "policies", icon: "hourglass", group: "work", permission: "queue.manage" },
  { id: "tokens", icon: "key", group: "system", permission: "integration.manage" },
  { id: "webhooks", icon: "send", group: "system", permission: "integration.manage" },
  { id: "translation", icon: "globe", group: "system", permission: "integration.manage" },
  { id: "audit", icon: "note", group: "system", permission: "audit.read" },
  { id: "tenants", icon: "building", group: "system", permission: "tenant.manage" },
];

/** The pages somebody may see. */
export function sectionsFor(granted: readonly Permission[]): SectionSpec[] {
  return SECTIONS.filter((section) => granted.includes(section.permission));
}

/** Upper and lower case, full and half width, hiragana and katakana are the same when searching. */
export function folded(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
}

/** Whether every word typed is somewhere in the texts. */
export function matches(typed: string, ...texts: string[]): boolean {
  const all = folded(texts.join("\n"));
  return folded(typed)
    .split(/\s+/u)
    .every((word) => all.includes(word));
}
