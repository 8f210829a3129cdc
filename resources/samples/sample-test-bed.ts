import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ProfileInput } from '#contract/profile.ts';
import { finalStatuses, LogPage, Run } from '#contract/runs.ts';
import { eventually, openTestHost, type TestHost } from '../../src-main/http/open-test-host.ts';

export type SampleName = 'data-processing' | 'e-mail-report' | 'scraping' | 'monitoring';
export type Engine = 'docker' | 'local' | 'embedded';

/** What lies beside each sample: how the interface offers it. */
export const SampleDescription = z.strictObject({
  title: z.string().min(1).max(40),
  description: z.string().min(1).max(300),
  profile: ProfileInput,
  input: z.record(z.string(), z.json()),
});

export interface SampleRun {
  run: Run;
  stdout: string;
  stderr: string;
  /** Text of a file the run left in /out. */
  readArtifact(path: string): Promise<string>;
}

export interface SampleBed {
  engine: Engine;
  host: TestHost;
  /** Runs a sample with its own profile to the end; `wrapper` is run in its place, beside it. */
  run(
    name: SampleName,
    options?: { input?: unknown; files?: Record<string, string>; wrapper?: string },
  ): Promise<SampleRun>;
}

export function readSample(name: SampleName): { content: string; description: z.infer<typeof SampleDescription> } {
  const read = (file: string) => readFileSync(join(import.meta.dirname, name, file), 'utf8');
  return { content: read('main.py'), description: SampleDescription.parse(JSON.parse(read('sample.json'))) };
}

/** The whole product with this one engine; undefined, said aloud, where the engine does not work here. */
export async function openSampleBed(engine: Engine): Promise<SampleBed | undefined> {
  const host = await openTestHost({ engine });
  await host.app.ready;
  const health = (await host.app.core.system.state()).executors.find(({ executor }) => executor === engine);
  if (health?.ok === true) return { engine, host, run: (name, options = {}) => runSample(host, name, options) };
  await host.close();
  const reason = `the samples on ${engine}: ${health?.problem ?? 'it is not part of this installation'}`;
  if (process.env.AUTOMA_REQUIRE_ENGINE === '1') throw new Error(reason);
  console.warn(`SKIPPED, not tested here: ${reason}`);
  return undefined;
}

/** An address of this machine that containers on Docker's ordinary bridge reach, and so does everybody else here. */
export async function findReachableAddress(docker: SampleBed | undefined): Promise<string> {
  if (docker === undefined) return '127.0.0.1';
  // A container knows its way out; the engine does not always say, and Node leaves out a bridge that is idle
  const wrapper = `import socket, struct
rows = [line.split() for line in open("/proc/net/route")]
print(*[socket.inet_ntoa(struct.pack("<L", int(row[2], 16))) for row in rows if row[1] == "00000000"])`;
  const { stdout, stderr } = await docker.run('monitoring', { wrapper });
  if (!/^[\d.]+\n$/.test(stdout))
    throw new Error(`a container on the bridge does not find the host: ${stdout}${stderr}`);
  return stdout.trim();
}

async function runSample(
  host: TestHost,
  name: SampleName,
  options: Parameters<SampleBed['run']>[1] & object,
): Promise<SampleRun> {
  const { content, description } = readSample(name);
  const { input, files = {}, wrapper } = options;
  const tree = { 'main.py': content, ...files, ...(wrapper === undefined ? {} : { 'wrapper.py': wrapper }) };
  const as = host.people.admin;
  const started = await host.call('POST', '/api/v1/runs', {
    as,
    json: {
      title: name,
      files: Object.entries(tree).map(([path, text]) => ({ path, content: text })),
      entrypoint: wrapper === undefined ? 'main.py' : 'wrapper.py',
      profile: description.profile,
      ...(input === undefined ? {} : { input }),
    },
  });
  if (started.status !== 202) throw new Error(`the run was not taken: ${started.text}`);
  const path = `/api/v1/runs/${Run.parse(started.json.run).id}`;
  const run = await eventually(async () => {
    const now = Run.parse((await host.call('GET', path, { as })).json);
    if (now.status === 'queued' && now.reason !== null) return now; // waits for something this machine does not have
    return (finalStatuses as readonly string[]).includes(now.status) && now;
  }, 60_000);
  const { lines } = LogPage.parse((await host.call('GET', `${path}/logs?limit=5000`, { as })).json);
  const textOf = (stream: string) =>
    lines
      .filter((line) => line.stream === stream)
      .map(({ text }) => `${text}\n`)
      .join('');
  return {
    run,
    stdout: textOf('stdout'),
    stderr: textOf('stderr'),
    readArtifact: async (file) => {
      const answer = await host.call('GET', `${path}/artifacts/${file}`, { as });
      if (answer.status !== 200) throw new Error(`${file}: ${answer.text}`);
      return answer.text;
    },
  };
}
