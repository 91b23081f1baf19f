import type { SearchHit, SearchPage, SearchPiece } from "@/api/types";
import type { World } from "./world.ts";

const plain = (text: string) => text.normalize("NFKC").toLowerCase().replaceAll(/\s/g, "");

/** Customers and cases that contain the words. The server finds more: see its tests. */
export function find(world: World, query: URLSearchParams): SearchPage {
  const typed = (query.get("q") ?? "").split(/\s+/).filter((word) => !word.includes(":"));
  const words = typed.map(plain).filter(Boolean);
  const has = (text: string) =>
    words.length > 0 && words.every((word) => plain(text).includes(word));
  const pieces = (text: string): SearchPiece[] => {
    const at = words[0] ? text.indexOf(words[0]) : -1;
    if (at < 0) return [{ text }];
    const end = at + (words[0]?.length ?? 0);
    return [
      { text: text.slice(0, at) },
      { text: text.slice(at, end), hit: true },
      { text: text.slice(end) },
    ];
  };
  const customers = [...world.customers.values()]
    .filter((one) => !one.anonymous && has(`${one.name} ${one.kana} ${one.company} ${one.phone}`))
    .map((one) => world.customerRow(one))
    .map((customer) => ({ kind: "customer", customer, title: pieces(customer.name), snippet: [] }));
  const cases = [...world.cases.values()]
    .filter((row) => has(`${row.number} ${row.subject} ${row.snippet} ${row.customer.name}`))
    .map((row) => ({
      kind: "case",
      case: row,
      title: pieces(`#${row.number} ${row.subject || row.snippet}`),
      snippet: pieces(row.customer.name),
    }));
  const limit = Number(query.get("limit") ?? 5);
  const wanted = { customer: customers, case: cases, message: [], order: [] };
  const kind = query.get("kind") as keyof typeof wanted | null;
  const lists = kind ? [wanted[kind]] : Object.values(wanted);
  return {
    items: lists.flatMap((list) => (list as SearchHit[]).slice(0, limit)),
    totals: { customer: customers.length, case: cases.length, message: 0, order: 0 },
    unknown: [],
    complete: true,
  };
}
