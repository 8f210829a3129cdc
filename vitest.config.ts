import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { splitMessages } from './src-renderer/bundling/split-messages.ts';

export default defineConfig({
  plugins: [splitMessages(import.meta.dirname)],
  test: {
    // Electron's own module would look for its binary; the shell is tested on the stand-in (e2e/standin/README.md).
    alias: { electron: resolve(import.meta.dirname, 'e2e/standin/electron.ts') },
    include: ['src-*/**/*.test.ts', 'resources/**/*.test.ts', 'sandbox-image/**/*.test.ts'],
    reporters: ['default', './e2e/closing-reporter.ts'],
    // Engines and clocks are real, and a build machine is shared: what passes at the second try is named at the end.
    retry: process.env.CI === 'true' ? 1 : 0,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
