// `npm start`: builds what is out of date, then opens the desktop application, or the headless host where there is
// no Electron binary to open it with.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const built = join(root, 'out/main/cli.js');
const sources = ['src-main', 'src-preload', 'src-renderer', 'electron.vite.config.ts', 'package-lock.json'];

if (!existsSync(built) || sources.some((source) => newestAt(join(root, source)) > statSync(built).mtimeMs)) {
  console.log('building …');
  const build = spawnSync(join(root, 'node_modules/.bin/electron-vite'), ['build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (build.status !== 0) process.exit(build.status ?? 1);
}
const electron = findElectron();
if (electron === undefined) console.log('No Electron binary is installed: starting the headless host instead.');
const [command, args] = electron === undefined ? [process.execPath, [built, 'serve']] : [electron, [root]];
const child = spawn(command, [...args, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));

/** Never by importing electron: that would try to download it. */
function findElectron(): string | undefined {
  const folder = join(root, 'node_modules/electron');
  const pointer = join(folder, 'path.txt');
  const binary = existsSync(pointer) ? join(folder, 'dist', readFileSync(pointer, 'utf8')) : undefined;
  return binary !== undefined && existsSync(binary) ? binary : undefined;
}

function newestAt(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestAt(join(path, name))));
}
