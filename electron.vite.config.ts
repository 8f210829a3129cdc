import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { slimMantine } from './src-renderer/bundling/slim-mantine.ts';
import { splitMessages } from './src-renderer/bundling/split-messages.ts';

const at = (path: string) => resolve(import.meta.dirname, path);

export default defineConfig({
  // One bundle starts four times as fast as its packages one by one; what is native stays outside.
  main: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('src-main/index.ts'), cli: at('src-main/cli.ts'), worker: at('src-main/worker.ts') },
        external: ['electron', 'better-sqlite3', '@node-rs/argon2', 'ssh2', 'cpu-features'],
      },
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
    plugins: [react(), splitMessages(at('.')), slimMantine(at('.'))],
    server: { fs: { allow: [at('.')] } },
    build: {
      minify: true,
      // The content security policy allows no data: URLs but for what the page makes itself.
      assetsInlineLimit: 0,
      // What is large is the editor, which comes when it is opened; e2e/bundle.spec.ts weighs the rest.
      chunkSizeWarningLimit: 3_000,
      rolldownOptions: {
        input: { index: at('src-renderer/index.html') },
        onLog(level, log, report) {
          // The package looks for both shapes its rrule may have; we hand it no repeating events.
          if (log.code === 'IMPORT_IS_UNDEFINED' && log.id?.includes('@mantine/schedule') === true) return;
          report(level, log);
        },
        output: {
          // A browser asks a host for six files at a time: a hundred small ones cost more than their content.
          codeSplitting: {
            groups: [
              { name: 'shell', tags: ['$initial'], priority: 3 },
              { name: 'schemas', test: /node_modules[\\/]zod|src-preload[\\/]contract/, priority: 2 },
              {
                name: 'shared',
                test: /src-renderer[\\/](?!ui[\\/]code)|@tabler|@mantine[\\/](core|hooks)|virtual:messages/,
                maxModuleSize: 40_000,
                minShareCount: 2,
                entriesAware: true,
                entriesAwareMergeThreshold: 6_000,
                priority: 1,
              },
            ],
          },
        },
      },
    },
  },
});
