import { readFileSync } from "node:fs";

/** The document that the server would serve. */
export function openApiDocument(): string {
  return readFileSync(new URL("../../../docs/openapi.json", import.meta.url), "utf8");
}
