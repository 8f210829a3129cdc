import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import { findElectron } from './launch-app.ts';

/** Debian's own; elsewhere the one that is named. */
const chromium = process.env.STANDIN_CHROMIUM ?? '/usr/bin/chromium';
const canShow = existsSync(chromium) || findElectron() !== undefined;
if (!canShow && process.env.AUTOMA_REQUIRE_BROWSER === '1') {
  throw new Error(`there is no browser at ${chromium}, and AUTOMA_REQUIRE_BROWSER=1 says there has to be one`);
}
if (!canShow)
  console.warn(
    `\nNOTHING IS TESTED: there is no browser at ${chromium} (apt install chromium, or set STANDIN_CHROMIUM)\n`,
  );

export default defineConfig({
  testDir: '.',
  // What only the desktop has, and everything a person does, through either door
  projects: canShow
    ? [
        { name: 'bundle', testMatch: 'bundle.spec.ts' },
        { name: 'desktop', testMatch: 'desktop*.spec.ts' },
        { name: 'browser', testMatch: 'ui/*.spec.ts' },
        // What is looked at for its marks and colours alone is the same page behind both
        { name: 'window', testMatch: 'ui/*.spec.ts', testIgnore: 'ui/axe.spec.ts' },
      ]
    : [],
  outputDir: '../.cache/e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env.CI === 'true',
  // As with the other tests: a build machine is shared, and what passes at the second try is named at the end.
  retries: process.env.CI === 'true' ? 1 : 0,
  reporter: 'list',
  use: {
    actionTimeout: 10_000,
    launchOptions: { executablePath: chromium, args: ['--no-sandbox', '--disable-quic'] },
    screenshot: 'only-on-failure',
  },
});
