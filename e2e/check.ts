// `npm run check`: types, lint with the directions of imports, unused code, lock file. Nothing is changed.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Check {
  name: string;
  run: () => Promise<{ ok: boolean; output: string }>;
}

const root = resolve(import.meta.dirname, '..');
const projects = ['src-preload/contract', 'src-preload', 'src-main', 'src-renderer', 'e2e'];

const checks: Check[] = [
  ...projects.map((project) => ({ name: `types ${project}`, run: () => command('tsc', ['-p', project]) })),
  { name: 'lint', run: () => command('biome', ['check', '--error-on-warnings', '.']) },
  { name: 'unused', run: () => command('knip', []) },
  { name: 'lock file', run: checkLockFile },
];

let failed = 0;
for (const { name, run } of checks) {
  const { ok, output } = await run();
  console.log(`${ok ? '✓' : '✗'} ${name}`);
  if (!ok) {
    failed += 1;
    console.log(output);
  }
}
console.log(`check: ${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function command(name: string, args: string[]): Promise<{ ok: boolean; output: string }> {
  return new Promise((done) => {
    const child = spawn(resolve(root, 'node_modules/.bin', name), args, { cwd: root });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    child.on('close', (code) => done({ ok: code === 0, output }));
  });
}

/** Every package of the lock file has an integrity and no address of a mirror; every version in package.json is exact. */
async function checkLockFile(): Promise<{ ok: boolean; output: string }> {
  const read = (file: string) => JSON.parse(readFileSync(resolve(root, file), 'utf8'));
  const problems: string[] = [];
  const lock: {
    packages: Record<string, { integrity?: string; resolved?: string; link?: boolean; inBundle?: boolean }>;
  } = read('package-lock.json');
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '' || entry.link === true || entry.inBundle === true) continue;
    if (entry.integrity === undefined) problems.push(`${path} has no integrity`);
    if (entry.resolved !== undefined) problems.push(`${path} names an address`);
  }
  const {
    dependencies,
    devDependencies,
  }: { dependencies: Record<string, string>; devDependencies: Record<string, string> } = read('package.json');
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) problems.push(`${name} is not pinned: ${version}`);
  }
  return { ok: problems.length === 0, output: problems.join('\n') };
}
