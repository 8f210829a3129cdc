import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string) => resolve(import.meta.dirname, path);

export default defineConfig({
  main: {
    build: {
      externalizeDeps: true,
      rolldownOptions: { input: { cli: at('src-main/cli.ts'), worker: at('src-main/worker.ts') } },
    },
  },
  // A sandboxed preload is one CommonJS file that requires nothing but electron.
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('src-preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    plugins: [react()],
    server: { fs: { allow: [at('.')] } },
    build: {
      minify: true,
      // Small files become data: URLs, which the content security policy allows for images and fonts alone.
      assetsInlineLimit: (path) => (path.endsWith('.svg') ? undefined : false),
      rolldownOptions: { input: { index: at('src-renderer/index.html') } },
    },
  },
});
