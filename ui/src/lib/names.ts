import type { TFunction } from "i18next";
import type { CustomerBrief } from "@/api/types";

/** A customer as people say it: `佐藤 花子 様`, or that nobody knows yet. */
export function customerName(
  customer: Pick<CustomerBrief, "name" | "anonymous">,
  t: TFunction<"common">,
): string {
  if (customer.name === "") return t("anonymous");
  return t("honorific", { name: customer.name });
}
