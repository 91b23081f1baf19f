import type { Customer, Order } from "../../src/api/types";
import { FAMILY, GIVEN, ITEMS } from "./content.ts";
import type { Random } from "./random.ts";

const MINUTE = 60_000;

/** A time so many milliseconds before the world's start. */
type At = (before: number) => string;

/** Whether nobody knows who the n-th customer is. */
export const isAnonymous = (n: number) => n % 9 === 4;

/** What the n-th customer bought, newest first. */
export function makeOrders(random: Random, n: number, at: At): Order[] {
  return Array.from({ length: (n * 7) % 26 }, (_, index) => {
    const items = Array.from({ length: 1 + random.below(3) }, () => {
      const [name, price] = random.pick(ITEMS);
      return { name, quantity: 1 + random.below(2), unit_minor: price };
    });
    const total = items.reduce((sum, item) => sum + item.quantity * item.unit_minor, 0);
    return {
      id: random.uuid(),
      number: `MO-${82_000 + n * 30 + index}`,
      ordered_at: at((5 + index * 23) * 1440 * MINUTE),
      total: { minor: total, currency: "JPY" },
      status: index === 0 ? "配送中" : "配達済み",
      items,
    };
  });
}

/** The n-th customer; every ninth is somebody whom nobody knows yet. */
export function makeCustomer(random: Random, n: number, orders: Order[], at: At): Customer {
  const family = FAMILY[n % FAMILY.length] ?? FAMILY[0];
  const given = GIVEN[Math.floor(n / 3) % GIVEN.length] ?? GIVEN[0];
  const anonymous = isAnonymous(n);
  return {
    id: random.uuid(),
    external_id: anonymous ? null : `C${String(10_000 + n)}`,
    // Some of them say what they are called.
    name: anonymous ? (n % 2 ? "" : family[0]) : `${family[0]} ${given[0]}`,
    kana: anonymous ? "" : `${family[1]} ${given[1]}`,
    company: n % 11 === 0 && !anonymous ? "株式会社青葉製作所" : "",
    phone: anonymous ? "" : `090-${1000 + n}-${String(5678 + n).slice(-4)}`,
    rank: anonymous ? null : ((["ゴールド", "シルバー", null] as const)[n % 3] ?? null),
    note: n % 7 === 0 ? "平日は18時以降の連絡を希望。" : "",
    tags: n % 4 === 0 ? ["定期便", "贈答"] : n % 5 === 0 ? ["法人"] : [],
    attributes: anonymous ? {} : { 会員番号: `M-${30_000 + n}`, 登録店舗: "オンライン" },
    anonymous,
    identities: anonymous
      ? [
          {
            kind: "visitor",
            value: `訪問者 ${n}`,
            strength: "observed",
            last_seen_at: at(0),
          },
          {
            kind: "email",
            value: `user${n - 1}@example.jp`,
            strength: "claimed",
            last_seen_at: at(0),
          },
        ]
      : [
          {
            kind: "email",
            value: `user${n}@example.jp`,
            strength: "verified",
            last_seen_at: at(n * 90 * MINUTE),
          },
          {
            kind: "shop",
            value: `C${10_000 + n}`,
            strength: "verified",
            last_seen_at: at(n * 60 * MINUTE),
          },
        ],
    orders: {
      count: orders.length,
      totals: [{ minor: orders.reduce((sum, o) => sum + o.total.minor, 0), currency: "JPY" }],
      last_at: orders[0]?.ordered_at ?? null,
    },
    open_cases: 0,
    cases: 0,
    created_at: at((400 + n) * 1440 * MINUTE),
    updated_at: at(n * 1440 * MINUTE),
    version: 1,
  };
}
