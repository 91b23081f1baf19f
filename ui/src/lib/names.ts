import type { TFunction } from "i18next";
import type { CustomerBrief } from "@/api/types";

type Named = Pick<CustomerBrief, "name" | "anonymous">;

/** Whether the name is what an unidentified customer calls themselves: anybody can say so. */
export function isClaimedName(customer: Named): boolean {
  return customer.anonymous && customer.name !== "";
}

/**
 * A customer as people say it: `佐藤 花子 様`, that nobody has confirmed the name, or that nobody
 * knows yet.
 */
export function customerName(customer: Named, t: TFunction<"common">): string {
  if (customer.name === "") return t("anonymous");
  const name = t("honorific", { name: customer.name });
  return isClaimedName(customer) ? t("unverifiedName", { name }) : name;
}
