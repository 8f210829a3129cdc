import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defaultProfile, type Profile } from '#contract/profile.ts';
import { newId } from '../../base/ids.ts';
import type { BoxEnd, BoxSpec, OutputSink, Sandbox } from '../sandbox.ts';
import { makeDockerSandbox } from './docker-sandbox.ts';
import type { ProbeCache } from './probe.ts';

/** A real engine for tests: what it takes to run a script in a container and look at what came of it. */
export interface TestRun {
  end: BoxEnd;
  stdout: string;
  stderr: string;
  notes: string[];
  spec: BoxSpec;
  elapsedMs: number;
}

const checkout = new URL('../../..', import.meta.url).pathname;
const runnerDir = join(checkout, 'sandbox-image/runner');
export const testInstanceId = newId();
export const testImage = `automa-sandbox:${readVersion()}`;
const warnings: string[] = [];
const testRoot = mkdtempSync(join(tmpdir(), 'automa-docker-test-'));

/** The engine's own command line, as a second witness. */
export async function docker(...args: string[]): Promise<string> {
  return (await promisify(execFile)('docker', args)).stdout.trim();
}

/** Why the engine tests cannot run here; throws instead where they are required. */
export function missingEngine(): string | undefined {
  const reason = findReason();
  if (reason !== undefined && process.env.AUTOMA_REQUIRE_ENGINE === '1') throw new Error(reason);
  if (reason !== undefined) console.warn(`SKIPPED, not tested here: ${reason}`);
  return reason;
}

export function makeTestSandbox(socketPath?: string, probeCache?: ProbeCache): Sandbox {
  const logger = { warn: (_detail: object, text: string) => void warnings.push(text) };
  return makeDockerSandbox({
    instanceId: testInstanceId,
    image: testImage,
    runnerDir,
    logger,
    ...(socketPath === undefined ? {} : { socketPath }),
    ...(probeCache === undefined ? {} : { probeCache }),
  });
}

export function makeSpec(
  script: string,
  changes: Omit<Partial<BoxSpec>, 'profile'> & { profile?: Partial<Profile> } = {},
): BoxSpec {
  const runId = newId();
  const folder = join(testRoot, runId);
  const [scriptDir, outDir, workDir] = ['script', 'out', 'work'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [scriptDir, outDir, workDir]) mkdirSync(path, { recursive: true });
  writeFileSync(join(scriptDir, 'script.py'), script);
  return {
    runId,
    attempt: 1,
    scriptDir,
    entrypoint: 'script.py',
    outDir,
    workDir,
    controlNonce: newId(),
    args: [],
    input: undefined,
    config: '{}',
    state: undefined,
    env: {},
    imageDigest: undefined,
    timeoutSeconds: 60,
    killGraceSeconds: 2,
    ...changes,
    profile: { ...defaultProfile, ...changes.profile },
  };
}

/** A sink that keeps the text; control lines of the run are taken out of stdout. */
export function makeCollector(spec: BoxSpec) {
  const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  const notes: string[] = [];
  const sink: OutputSink = {
    write: (stream, bytes) => void chunks[stream].push(Buffer.from(bytes)),
    note: (text) => void notes.push(text),
  };
  const control = new RegExp(`\\x1eautoma:${spec.controlNonce} .*\\n`, 'g');
  return {
    sink,
    notes,
    raw: () => Buffer.concat(chunks.stdout),
    stdout: () => Buffer.concat(chunks.stdout).toString().replace(control, ''),
    stderr: () => Buffer.concat(chunks.stderr).toString(),
  };
}

/** Runs to the end and removes the container. */
export async function runSpec(sandbox: Sandbox, spec: BoxSpec): Promise<TestRun> {
  const collector = makeCollector(spec);
  const box = await sandbox.prepare(spec);
  const startedAt = performance.now();
  try {
    const end = await box.run(collector.sink);
    const elapsedMs = performance.now() - startedAt;
    return { end, stdout: collector.stdout(), stderr: collector.stderr(), notes: collector.notes, spec, elapsedMs };
  } finally {
    await box.dispose();
  }
}

/** Containers of these tests that still exist, and nothing left of their folders. */
export async function clearTestBed(): Promise<number> {
  const left = await docker('ps', '-aq', '--filter', `label=automa.instance=${testInstanceId}`);
  rmSync(testRoot, { recursive: true, force: true });
  return left.split('\n').filter(Boolean).length;
}

/** Polls until `check` answers true; fails after `timeoutMs`. */
export async function until(check: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`not so within ${timeoutMs} ms: ${check.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function findReason(): string | undefined {
  try {
    execFileSync('docker', ['version'], { stdio: 'ignore', timeout: 10_000 });
  } catch {
    return 'no Docker engine answers';
  }
  try {
    execFileSync('docker', ['image', 'inspect', testImage], { stdio: 'ignore', timeout: 10_000 });
  } catch {
    return `the image ${testImage} is missing; make it with sandbox-image/build-offline`;
  }
  return undefined;
}

function readVersion(): string {
  const text = readFileSync(join(checkout, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version; // our own package.json
}
