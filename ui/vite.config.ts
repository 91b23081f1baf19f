import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vitest/config";
import { ariaLocales } from "./dev/aria-locales.ts";

/** Where `./dev` runs the server; the pages are served here, its API is passed on. */
const SERVER = process.env.MADOGUCHI_SERVER ?? "http://127.0.0.1:8600";

/** The offline fixture instead of the server: `npm run dev:mock`. Never part of a build. */
async function mockServer(): Promise<Plugin[]> {
  if (process.env.MADOGUCHI_MOCK !== "1") return [];
  const { mockPlugin } = await import("./dev/mock-server/plugin.ts");
  return [mockPlugin()];
}

/** As in `crates/web/src/headers.rs`. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
  "font-src 'self'; media-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; " +
  "frame-ancestors 'none'";

/**
 * What every page needs goes into few files, which compress better and are fetched at once;
 * everything else is split where it is first used.
 */
const CHUNKS = [
  {
    name: "core",
    test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|i18next|react-i18next)[\\/]/,
  },
  {
    name: "aria",
    test: /node_modules[\\/](react-aria|react-stately|react-aria-components)[\\/]dist[\\/]private[\\/](Button|Tooltip|utils|interactions|focus|i18n|button|tooltip)[\\/.]/,
  },
  {
    name: "base",
    test: /[\\/]src[\\/]((api|lib|realtime)[\\/]|ui[\\/](Announcer|Avatar|Badge|Button|Elapsed|EmptyState|Icon|Kbd|PresenceMark|Problem|RelativeTime|Skeleton|Toast|Tooltip))/,
    minShareCount: 2,
  },
];

export default defineConfig(async ({ command }) => ({
  plugins: [
    react(),
    tailwindcss(),
    ariaLocales(["ja-JP", "en-US"]),
    ...(command === "serve" ? await mockServer() : []),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: ["chrome123", "firefox121", "safari17.2"],
    sourcemap: false,
    // Icons and the like stay files of their own: the content security policy allows no data URLs.
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy:
      process.env.MADOGUCHI_MOCK === "1"
        ? undefined
        : {
            "/api": { target: SERVER, ws: true },
            "/chat": { target: SERVER, ws: true },
            "/docs": { target: SERVER },
            "/widget": { target: SERVER },
            "/demo": { target: SERVER },
          },
  },
  // The preview of a build runs under the server's own policy, so that what it forbids shows.
  preview: { headers: { "content-security-policy": CONTENT_SECURITY_POLICY } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["dev/test-setup.ts"],
    restoreMocks: true,
    // Nothing here is about time: a busy machine may take it.
    testTimeout: 30_000,
  },
}));
