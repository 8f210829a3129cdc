import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { splitMessages } from './src-renderer/bundling/split-messages.ts';

const alone = ['src-main/crash.test.ts', 'src-main/storm.test.ts'];
const include = ['src-*/**/*.test.ts', 'resources/**/*.test.ts', 'sandbox-image/**/*.test.ts'];

export default defineConfig({
  plugins: [splitMessages(import.meta.dirname)],
  test: {
    // Electron's own module would look for its binary; the shell is tested on the stand-in (e2e/standin/README.md).
    alias: { electron: resolve(import.meta.dirname, 'e2e/standin/electron.ts') },
    reporters: ['default', './e2e/closing-reporter.ts'],
    // Engines and clocks are real, and a build machine is shared: what passes at the second try is named at the end.
    retry: process.env.CI === 'true' ? 1 : 0,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      // Hosts that are killed, stopped and flooded, by the clock on the wall: alone, before all else.
      { extends: true, test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 0 } } },
      // Most of them wait for processes of their own, so two at once have room on two cores.
      { extends: true, test: { name: 'all', include, exclude: alone, maxWorkers: 2, sequence: { groupOrder: 1 } } },
    ],
  },
});
