import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Where the parts of the product lie that are files rather than code of this process. Absolute paths. */
export interface Installation {
  root: string;
  version: string;
  migrationsDir: string;
  logMigrationsDir: string;
  commonPasswordsFile: string;
  /** The built interface; may not have been built. */
  interfaceDir: string;
  /** swagger-ui's files. */
  docsDir: string;
  workerEntry: string;
  runnerDir: string;
  imageDir: string;
  pyodideDir: string;
  embeddedChildFile: string;
  /** A plain Node for child processes; Electron's own executable runs no scripts. */
  nodePath: string;
}

/** `entryFile` is the file this process was started from: a source file, or one in `out/main`. */
export function findInstallation(entryFile: string): Installation {
  let root = dirname(entryFile);
  while (!existsSync(join(root, 'package.json'))) {
    if (dirname(root) === root) throw new Error(`there is no package.json above ${entryFile}`);
    root = dirname(root);
  }
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const require = createRequire(join(root, 'package.json'));
  const packageDir = (name: string) => dirname(require.resolve(`${name}/package.json`));
  const isSource = entryFile.endsWith('.ts');
  // Child processes and engines open files themselves, and see nothing inside of Electron's archive
  const unpacked = root.endsWith('app.asar') ? `${root}.unpacked` : root;
  return {
    root,
    version,
    migrationsDir: join(root, 'resources/migrations'),
    logMigrationsDir: join(root, 'resources/migrations-logs'),
    commonPasswordsFile: join(root, 'resources/common-passwords.txt'),
    interfaceDir: join(root, 'out/renderer'),
    docsDir: packageDir('swagger-ui-dist'),
    workerEntry: isSource ? join(root, 'src-main/worker.ts') : join(unpacked, 'out/main/worker.js'),
    runnerDir: join(unpacked, 'sandbox-image/runner'),
    imageDir: join(unpacked, 'sandbox-image'),
    pyodideDir: packageDir('pyodide').replace(root, unpacked),
    embeddedChildFile: join(unpacked, 'src-main/sandbox/embedded/child/child.ts'),
    nodePath: findNode(root),
  };
}

/** This process if it is Node; in Electron the one that was packed beside the archive, or the package's while building. */
function findNode(root: string): string {
  if (process.versions.electron === undefined) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return root.endsWith('app.asar') ? join(dirname(root), 'node', name) : join(root, 'node_modules/node/bin', name);
}
