import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The chat application shown inside the frame; the server serves it at /widget/KEY. */
export default defineConfig({
  root: fileURLToPath(new URL('src/app', import.meta.url)),
  base: '/widget/',
  publicDir: false,
  build: {
    outDir: fileURLToPath(new URL('dist/app', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
