import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The one script a shop embeds: a single self-contained file without dependencies. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: at('dist'),
    emptyOutDir: false,
    target: 'es2022',
    lib: {
      entry: at('src/loader/main.ts'),
      formats: ['iife'],
      name: 'madoguchiLoader',
      fileName: () => 'widget.js',
    },
  },
});
