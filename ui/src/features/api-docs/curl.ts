import type { OpenApi, Operation } from "./document";
import { example } from "./schema";

/** A text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The operation as a command line, with names in capitals where something has to be filled in. */
export function curl(document: OpenApi, operation: Operation, origin: string): string {
  const { method, parameters, access, csrf, body } = operation;
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase());
  const query = parameters
    .filter((each) => each.in === "query" && each.required)
    .map((each) => `${each.name}=${each.name.toUpperCase()}`)
    .join("&");
  const lines = [`curl ${quoted(origin + filled + (query ? `?${query}` : ""))}`];
  if (method !== "get") lines[0] += ` -X ${method.toUpperCase()}`;
  if (access === "visitor") lines.push("-H 'Authorization: Bearer VISITOR'");
  else if (access !== "public") lines.push("-b 'madoguchi_session=SESSION'");
  if (csrf) lines.push("-H 'x-csrf-token: CSRF'");
  for (const each of parameters.filter((one) => one.in === "header")) {
    lines.push(
      `-H ${quoted(`${each.name}: ${each.name === "If-Match" ? '"VERSION"' : each.name.toUpperCase()}`)}`,
    );
  }
  if (body?.type === "multipart/form-data") lines.push("-F 'file=@FILE'");
  else if (body) {
    lines.push("-H 'content-type: application/json'");
    lines.push(`-d ${quoted(JSON.stringify(example(document, body.schema)))}`);
  }
  return lines.join(" \\\n  ");
}
