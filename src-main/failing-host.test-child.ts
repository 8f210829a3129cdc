// A host that dies where it is told to: node failing-host.test-child.ts DATA-DIRECTORY
// A line `bind 2` on its input has it kill itself when it binds a box for the second time (reliability row C3).

import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startApp } from './app.ts';
import { readEnvironment } from './environment.ts';
import { type FailPoint, makeFailingSandboxes } from './failing-sandbox.ts';
import { serveLocalSocket } from './http/local-socket.ts';
import { findInstallation } from './installation.ts';

const [dataDir = ''] = process.argv.slice(2);
const failing = makeFailingSandboxes();
const app = await startApp({
  dataDir,
  role: 'host',
  environment: readEnvironment(dataDir, process.env),
  installation: findInstallation(join(import.meta.dirname, 'cli.ts')),
  wrapSandbox: failing.wrap,
});
const socket = await serveLocalSocket(app.core, dataDir);
createInterface(process.stdin).on('line', (line) => {
  const [point, times] = line.split(' ');
  failing.arm(point as FailPoint, Number(times)); // whoever writes it spells it right
});
if (process.stdin instanceof Socket) process.stdin.unref();
process.stdout.write('automa listening\n');
process.once('SIGTERM', async () => {
  await socket.close();
  await app.stop();
});
