import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultProfile } from '#contract/profile.ts';
import { newId } from '../base/ids.ts';
import type { Box, BoxEnd, BoxSpec, Sandbox } from './sandbox.ts';

/** What a script printed and left, for tests. */
export interface Tried {
  end: BoxEnd;
  stdout: string;
  stderr: string;
  /** The runner's last control line. */
  endLine: Record<string, unknown> | undefined;
  tookMs: number;
  outDir: string;
  readOut(name: string): Promise<string>;
}

export interface TryOptions extends Partial<Omit<BoxSpec, 'profile'>> {
  files?: Record<string, string>;
  /** An empty folder for everything of the run; without it a new one is made. */
  folder?: string;
  profile?: Partial<BoxSpec['profile']>;
  /** Called once the script has printed something. */
  onOutput?: (box: Box, stdout: string) => void;
}

const nonce = 'n0nce';

/** Runs a script in a sandbox from preparation to disposal; for tests only. */
export async function tryScript(sandbox: Sandbox, script: string, options: TryOptions = {}): Promise<Tried> {
  const { files = {}, profile, onOutput, folder = await mkdtemp(join(tmpdir(), 'automa-try-')), ...given } = options;
  const places = { scriptDir: join(folder, 'script'), outDir: join(folder, 'out'), workDir: join(folder, 'work') };
  for (const path of Object.values(places)) await mkdir(path);
  for (const [name, text] of Object.entries({ 'main.py': script, ...files })) {
    await mkdir(dirname(join(places.scriptDir, name)), { recursive: true });
    await writeFile(join(places.scriptDir, name), text);
  }
  const spec: BoxSpec = {
    ...places,
    runId: newId(),
    attempt: 1,
    entrypoint: 'main.py',
    controlNonce: nonce,
    args: [],
    input: undefined,
    config: '{}',
    state: undefined,
    env: { TZ: 'UTC' },
    imageDigest: undefined,
    timeoutSeconds: 15,
    killGraceSeconds: 1,
    ...given,
    profile: { ...defaultProfile, isolation: 'any', limits: 'best-effort', ...profile },
  };
  const box = await sandbox.prepare(spec).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  const output = { stdout: '', stderr: '' };
  const startedAt = performance.now();
  try {
    const end = await box.run({
      write(stream, bytes) {
        output[stream] += bytes.toString('latin1');
        if (stream === 'stdout') onOutput?.(box, output.stdout);
      },
      note: () => {},
    });
    const tookMs = performance.now() - startedAt;
    return {
      end,
      ...splitControlLines(output.stdout),
      stderr: decode(output.stderr),
      tookMs,
      outDir: places.outDir,
      readOut: (name) => readFile(join(places.outDir, name), 'utf8'),
    };
  } finally {
    await box.dispose();
  }
}

/** Removes what a try left. */
export async function forgetTry({ outDir }: Pick<Tried, 'outDir'>): Promise<void> {
  await rm(dirname(outDir), { recursive: true, force: true });
}

function splitControlLines(text: string): Pick<Tried, 'stdout' | 'endLine'> {
  const prefix = `\x1eautoma:${nonce} `;
  let endLine: Record<string, unknown> | undefined;
  const stdout = text.replaceAll(new RegExp(`${prefix}(.*)\\n`, 'g'), (_, json: string) => {
    const line = JSON.parse(decode(json));
    if (line.t === 'end') endLine = line;
    return '';
  });
  return { stdout: decode(stdout), endLine };
}

function decode(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString();
}
