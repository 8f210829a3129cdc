import { defaultProfile, type Profile } from '#contract/profile.ts';
import type { EngineChoice } from '#contract/settings.ts';
import type { ExecutorHealth } from '#contract/system.ts';

type Health = Pick<ExecutorHealth, 'executor' | 'ok'> & { unenforced: readonly string[] };

/** What of the machine decides whether a profile can run here. */
export interface Machine {
  /** Absent for those who may not see it, and empty in the first moments after a start. */
  executors: readonly Health[] | undefined;
  /** The only one that is allowed, or the best that works. */
  engine: EngineChoice;
}

/** Why nothing here takes a profile: its runs would wait. Undefined where something does, or nobody knows. */
export type Unfit = 'container' | 'limits' | undefined;

/** Limits a script can run with here: the strictest ones that are held. */
export function firstProfile(machine: Machine, { mayWaiveLimits }: { mayWaiveLimits: boolean }): Profile {
  const serving = listServing(machine);
  const isolation = serving.some(isContainer) ? 'container' : 'any';
  const isHeld = serving.length === 0 || serving.some(holdsAll);
  return { ...defaultProfile, isolation, limits: isHeld || !mayWaiveLimits ? 'required' : 'best-effort' };
}

/** Whether one of the ways to run scripts that are allowed and work takes the profile. */
export function findUnfit({ isolation, limits }: Pick<Profile, 'isolation' | 'limits'>, machine: Machine): Unfit {
  if (machine.executors === undefined || machine.executors.length === 0) return undefined;
  const serving = listServing(machine);
  const isolating = isolation === 'container' ? serving.filter(isContainer) : serving;
  if (isolation === 'container' && isolating.length === 0) return 'container';
  return limits === 'required' && isolating.length > 0 && !isolating.some(holdsAll) ? 'limits' : undefined;
}

function listServing({ executors = [], engine }: Machine): readonly Health[] {
  return executors.filter(({ ok, executor }) => ok && (engine === 'auto' || engine === executor));
}

function isContainer({ executor }: Health): boolean {
  return executor === 'docker' || executor === 'podman';
}

function holdsAll({ unenforced }: Health): boolean {
  return unenforced.length === 0;
}
