import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmbeddedPaths } from './python-process.ts';

/** Where the embedded Python's parts lie in a checkout; for tests. */
export const checkoutPaths: EmbeddedPaths = {
  runnerDir: join(import.meta.dirname, '../../../sandbox-image/runner'),
  pyodideDir: dirname(fileURLToPath(import.meta.resolve('pyodide/package.json'))),
  childFile: join(import.meta.dirname, 'child/child.ts'),
  nodePath: process.execPath,
};
