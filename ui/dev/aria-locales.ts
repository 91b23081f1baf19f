import type { Plugin } from "vite";

/**
 * Leaves out React Aria's texts in languages that the desk does not speak (about thirty of them,
 * some 20 kB compressed).
 */
export function ariaLocales(keep: string[]): Plugin {
  const file =
    /[/\\](?:react-aria|react-stately|react-aria-components|@react-aria|@react-stately|@react-spectrum)[/\\].*[/\\]([a-z]{2}-[A-Z]{2})\.(?:m?js|cjs)$/;
  return {
    name: "madoguchi:aria-locales",
    enforce: "pre",
    load(id) {
      const locale = file.exec(id)?.[1];
      if (!locale || keep.includes(locale)) return null;
      return "export default {};";
    },
  };
}
