import { ListBox, ListBoxItem, type Selection } from "react-aria-components";
import type { CustomerRow } from "@/api/types";
import { Avatar } from "@/ui/Avatar";
import { Badge } from "@/ui/Badge";

/** A customer to choose, with why it is offered. */
export interface CustomerLine {
  customer: CustomerRow;
  reason: string | null;
}

interface CustomerLinesProps {
  lines: CustomerLine[];
  label: string;
  /** What stands there without any. */
  empty: string;
  chosen: string | null;
  onChoose: (id: string | null) => void;
}

/** Customers of whom one is chosen. */
export function CustomerLines({ lines, label, empty, chosen, onChoose }: CustomerLinesProps) {
  return (
    <div>
      <p className="mb-1 text-2xs text-muted">{label}</p>
      <ListBox
        aria-label={label}
        selectionMode="single"
        selectedKeys={chosen ? [chosen] : []}
        onSelectionChange={(keys: Selection) =>
          onChoose(keys === "all" ? null : (([...keys][0] as string | undefined) ?? null))
        }
        renderEmptyState={() => <p className="p-4 text-center text-muted text-sm">{empty}</p>}
        className="max-h-72 min-h-24 overflow-y-auto rounded-md border border-border p-1 outline-none"
      >
        {lines.map(({ customer, reason }) => (
          <ListBoxItem
            key={customer.id}
            id={customer.id}
            textValue={customer.name}
            className="flex items-center gap-2.5 rounded-md px-2 py-1.5 outline-none hover:bg-subtle focus:bg-subtle selected:bg-accent-weak"
          >
            <Avatar name={customer.name} />
            <span className="min-w-0 grow">
              <span className="flex items-center gap-1.5 text-sm">
                <span className="truncate font-medium">{customer.name}</span>
                <span className="truncate text-2xs text-muted">{customer.kana}</span>
                {customer.rank && <Badge>{customer.rank}</Badge>}
              </span>
              <span className="block truncate text-2xs text-muted">
                {[customer.email, customer.phone, customer.external_id, customer.company]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
            {reason && (
              <Badge tone="info" icon="info">
                {reason}
              </Badge>
            )}
          </ListBoxItem>
        ))}
      </ListBox>
    </div>
  );
}
