import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
const at = (path: string) => resolve('/work/main', path);
export default defineConfig({ main: { build: { outDir: process.env.OUT ?? '/work/main/out/main', externalizeDeps: false, rolldownOptions: { input: { cli: at('src-main/cli.ts'), worker: at('src-main/worker.ts') }, external: ['electron', 'better-sqlite3', '@node-rs/argon2', 'ssh2', 'cpu-features'] } } } });
