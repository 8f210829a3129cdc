import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

const built = resolve(import.meta.dirname, '../out/renderer');
const assets = join(built, 'assets');
/** All the page loads before its first screen, in any language. */
const shellBudgetKb = 250;

test.beforeAll(() => {
  expect(existsSync(join(built, 'index.html')), 'out/renderer is not built: npm run build').toBe(true);
});

test('the shell stays below its budget in every language', () => {
  const shell = shellFiles();
  const shellKb = sizeKb(shell);
  const [language, languageKb] = largestLanguage();
  const list = [...shell].sort((one, other) => sizeKb([other]) - sizeKb([one])).slice(0, 12);
  console.log(`shell: ${shellKb.toFixed(1)} kB gzip, with ${language} ${(shellKb + languageKb).toFixed(1)} kB`);
  expect(
    shellKb + languageKb,
    `the largest of the shell:\n${list.map((name) => `${sizeKb([name]).toFixed(1)} kB ${name}`).join('\n')}`,
  ).toBeLessThan(shellBudgetKb);
});

test('what is heavy comes with the page that needs it', () => {
  expect(shellFiles().filter((name) => /monaco|editor\.|calendar-page/.test(name))).toEqual([]);
});

test('every component of Mantine brings its styles, and none of the others', () => {
  const sheet = readFileSync(resolve(import.meta.dirname, '../node_modules/@mantine/core/styles.css'), 'utf8');
  const known = classesIn([sheet]);
  const read = (kind: string) =>
    readdirSync(assets)
      .filter((name) => name.endsWith(kind))
      .map((name) => readFileSync(join(assets, name), 'utf8'));
  const styled = classesIn(read('.css'));
  const used = classesIn(read('.js'));
  expect([...used].filter((name) => known.has(name) && !styled.has(name))).toEqual([]);
});

/** The scripts and styles index.html names, and what those import before they run. */
function shellFiles(): readonly string[] {
  const html = readFileSync(join(built, 'index.html'), 'utf8');
  const waiting = [...html.matchAll(/(?:src|href)="\.?\/?assets\/([^"]+\.(?:js|css))"/g)].map(([, name]) => name);
  const found = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    if (!name.endsWith('.js')) continue;
    const code = readFileSync(join(assets, name), 'utf8');
    waiting.push(...[...code.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)].map(([, imported]) => imported));
  }
  expect(found.size, 'index.html names its scripts').toBeGreaterThan(2);
  return [...found];
}

/** The shell's texts in the heaviest language, which those who read it fetch before the first screen. */
function largestLanguage(): readonly [string, number] {
  const sizes = readdirSync(assets)
    .filter((name) => /^[a-z]{2}-shell-.+\.js$/.test(name))
    .map((name) => [name, sizeKb([name])] as const);
  return sizes.sort(([, one], [, other]) => other - one)[0] ?? ['no other language', 0];
}

function sizeKb(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name)), { level: 9 }).length, 0) / 1000;
}

function classesIn(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => text.match(/\bm_[0-9a-f]{5,8}\b/g) ?? []));
}
