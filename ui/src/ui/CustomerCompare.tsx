import { useTranslation } from "react-i18next";
import type { Customer } from "@/api/types";
import { customerName } from "@/lib/names";

interface CustomerCompareProps {
  one: Customer;
  other: Customer;
  /** What stands over each of them. */
  titles: [string, string];
}

/** Two records beside each other; what contradicts stands out. */
export function CustomerCompare({ one, other, titles }: CustomerCompareProps) {
  const { t } = useTranslation("customer");
  const { t: c } = useTranslation("common");
  const mails = (customer: Customer) => {
    const claimed = customer.attributes.claimed_email;
    return [
      ...customer.identities.filter((each) => each.kind === "email").map((each) => each.value),
      ...(claimed ? [t("merge.claimed", { email: claimed })] : []),
    ].join("、");
  };
  const rows: [name: string, of: (customer: Customer) => string][] = [
    [t("field.name"), (each) => customerName(each, c)],
    [t("field.kana"), (each) => each.kana],
    [t("field.externalId"), (each) => each.external_id ?? ""],
    [t("field.phone"), (each) => each.phone],
    [t("field.email"), mails],
    [t("field.company"), (each) => each.company],
    [t("tab.orders"), (each) => t("orders.times", { count: each.orders.count })],
    [t("tab.cases"), (each) => String(each.cases)],
  ];
  return (
    <table className="w-full table-fixed text-xs">
      <caption className="mb-1 text-left text-2xs text-muted">{t("merge.compare")}</caption>
      <thead>
        <tr className="text-left text-2xs text-muted">
          <td className="w-24" />
          {titles.map((title) => (
            <th key={title} scope="col" className="py-1 font-normal">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, of]) => {
          const [left, right] = [of(one), of(other)];
          const apart = left !== "" && right !== "" && left !== right;
          return (
            <tr key={name} className="border-border border-t">
              <th scope="row" className="py-1 text-left font-normal text-muted">
                {name}
              </th>
              {[left, right].map((value, at) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: two columns, always in this order
                  key={at}
                  className={apart ? "break-words py-1 font-medium" : "break-words py-1"}
                >
                  {value || c("none")}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
