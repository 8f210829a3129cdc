// `npm run migrations -- NAME`: writes the next SQL migration from the schema; with `--custom` an empty one, for what
// the schema cannot say. The generator knows no strict tables, so STRICT is added here; a test proves that every table
// is strict and that files and schema agree.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'resources/migrations');
const [name, ...options] = process.argv.slice(2);
if (name === undefined) {
  console.error('usage: npm run migrations -- NAME [--custom]');
  process.exit(2);
}
const before = new Set(readdirSync(folder));
const how = ['generate', '--config', 'src-main/db/drizzle.config.ts', '--name', name, ...options];
const generated = spawnSync('drizzle-kit', how, { cwd: root, stdio: 'inherit' });
for (const file of readdirSync(folder).filter((entry) => entry.endsWith('.sql') && !before.has(entry))) {
  const path = join(folder, file);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/^\);$/gm, ') STRICT;'));
}
process.exit(generated.status ?? 1);
