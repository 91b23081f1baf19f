import "i18next";
import type admin from "./ja/admin.json";
import type auth from "./ja/auth.json";
import type board from "./ja/board.json";
import type common from "./ja/common.json";
import type customer from "./ja/customer.json";
import type developers from "./ja/developers.json";
import type inbox from "./ja/inbox.json";
import type search from "./ja/search.json";

/** Typed keys: a key that the Japanese file does not have is a type error. */
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    returnNull: false;
    resources: {
      common: typeof common;
      admin: typeof admin;
      auth: typeof auth;
      board: typeof board;
      developers: typeof developers;
      inbox: typeof inbox;
      customer: typeof customer;
      search: typeof search;
    };
  }
}
