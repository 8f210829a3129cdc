// What a person writes who wants containers on a schedule and nothing else: croner says when, dockerode runs.
// node plain-scheduler.ts CRON IMAGE CODE; prints one line of JSON per run; what falls due meanwhile is left out.
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Cron } from 'croner';
import Docker from 'dockerode';
import { defaultProfile } from '../../src-preload/contract/profile.ts';

const [expr = '', image = '', code = ''] = process.argv.slice(2);
const docker = new Docker();
const { memoryMb, cpus, pids, tmpMb } = defaultProfile;

new Cron(expr, { timezone: 'UTC', protect: true }, async () => {
  const scheduledFor = Math.round(Date.now() / 1_000) * 1_000;
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ['python3'],
    Cmd: ['-c', code],
    User: '65532:65532',
    HostConfig: {
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: memoryMb * 1_048_576,
      MemorySwap: memoryMb * 1_048_576,
      NanoCpus: cpus * 1e9,
      PidsLimit: pids,
      Tmpfs: { '/tmp': `size=${tmpMb}m` },
    },
  });
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const stdout = new PassThrough();
  let printed = '';
  stdout.on('data', (bytes: Buffer) => {
    printed += bytes.toString();
  });
  container.modem.demuxStream(stream, stdout, stdout);
  await container.start();
  const { StatusCode } = (await container.wait()) as { StatusCode: number }; // the engine's answer, untyped in the library
  await finished(stream).catch(() => {});
  const endedAt = Date.now();
  await container.remove({ force: true });
  process.stdout.write(
    `${JSON.stringify({ scheduledFor, startedAt: Number(printed), endedAt, exitCode: StatusCode })}\n`,
  );
});
process.stdout.write('scheduling now\n');
