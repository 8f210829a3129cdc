import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultProfile } from '#contract/profile.ts';
import { coerceError } from '../../base/errors.ts';
import type { Box, BoxSpec } from '../sandbox.ts';
import type { LocalFacts } from './probe.ts';

type PrepareCanary = (spec: BoxSpec, facts: LocalFacts) => Promise<Box>;

/** A box with nothing in it, made and run as a real one would be; why it failed, undefined when it did not. */
export async function tryCanary(facts: LocalFacts, prepare: PrepareCanary): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'automa-probe-'));
  try {
    const spec = await makeCanarySpec(folder);
    const box = await prepare(spec, facts);
    let output = '';
    try {
      const end = await box.run({ write: (_stream, bytes) => (output += bytes.toString()), note: () => {} });
      return end.exitCode === 0 && output === 'ok\n'
        ? undefined
        : `the probe ended with code ${end.exitCode}: ${output.trim()}`;
    } finally {
      await box.dispose();
    }
  } catch (error) {
    return coerceError(error).message;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeCanarySpec(folder: string): Promise<BoxSpec> {
  const places = { scriptDir: join(folder, 'script'), outDir: join(folder, 'out'), workDir: join(folder, 'work') };
  for (const path of Object.values(places)) await mkdir(path);
  await writeFile(join(places.scriptDir, 'main.py'), 'print("ok")\n');
  return {
    ...places,
    runId: `probe-${process.pid}`,
    attempt: 1,
    entrypoint: 'main.py',
    controlNonce: '',
    args: [],
    input: undefined,
    config: '{}',
    state: undefined,
    env: {},
    profile: defaultProfile,
    imageDigest: undefined,
    timeoutSeconds: 10,
    killGraceSeconds: 1,
  };
}

/** Distributions shut unprivileged user namespaces in two ways; the message of bubblewrap tells neither how to mend it. */
export function adviseNamespaces(problem: string): string | null {
  if (!/namespace|uid map|Permission denied|Operation not permitted/i.test(problem)) return null;
  return 'allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1, or on Ubuntu 24.04 and later an AppArmor profile for bwrap';
}
