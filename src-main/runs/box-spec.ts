import { eq } from 'drizzle-orm';
import { toInstant } from '../base/clock.ts';
import type { ReadDb } from '../db/database.ts';
import { agents } from '../db/schema/agents.ts';
import type { BoxSpec } from '../sandbox/sandbox.ts';
import { getTreeHead } from '../scripts/tree-store.ts';
import type { RunRow } from './queue-run.ts';

/** What the attempt may see and use, from the run's snapshots. */
export function makeBoxSpec(
  read: ReadDb,
  run: RunRow,
  places: Pick<BoxSpec, 'scriptDir' | 'workDir' | 'outDir' | 'controlNonce'>,
): BoxSpec {
  const state =
    run.agentId === null
      ? null
      : read.select({ state: agents.state }).from(agents).where(eq(agents.id, run.agentId)).get()?.state;
  return {
    ...places,
    runId: run.id,
    attempt: run.attempt,
    entrypoint: getTreeHead(read, run.treeSha256).entrypoint,
    args: run.args,
    input: run.input === null ? undefined : JSON.stringify(run.input),
    config: JSON.stringify(run.config),
    state: state ?? undefined,
    env: {
      AUTOMA_RUN_ID: run.id,
      AUTOMA_ATTEMPT: String(run.attempt),
      AUTOMA_REASON: run.originReason,
      AUTOMA_ENV: run.environment,
      ...(run.scheduledFor === null ? {} : { AUTOMA_SCHEDULED_FOR: toInstant(run.scheduledFor) }),
      TZ: run.timezone,
    },
    profile: run.profile,
    imageDigest: run.wantedImageDigest ?? undefined,
    timeoutSeconds: run.timeoutSeconds,
    killGraceSeconds: run.killGraceSeconds,
  };
}
