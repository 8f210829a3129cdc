// A host that dies where it is told to: node failing-host.test-child.ts DATA-DIRECTORY [POINT [TIMES]]
// It kills itself with SIGKILL when it passes that point for the TIMES-th time (reliability row C3).
import { join } from 'node:path';
import { startApp } from './app.ts';
import { readEnvironment } from './environment.ts';
import { type FailPoint, failAt } from './failing-sandbox.ts';
import { serveLocalSocket } from './http/local-socket.ts';
import { findInstallation } from './installation.ts';

const [dataDir = '', point, times = '1'] = process.argv.slice(2);
const app = await startApp({
  dataDir,
  role: 'host',
  environment: readEnvironment(dataDir, process.env),
  installation: findInstallation(join(import.meta.dirname, 'cli.ts')),
  wrapSandbox: failAt(point as FailPoint | undefined, Number(times)), // whoever starts it spells it right
});
const socket = await serveLocalSocket(app.core, dataDir);
process.stdout.write('automa listening\n');
process.once('SIGTERM', async () => {
  await socket.close();
  await app.stop();
});
