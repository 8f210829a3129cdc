import type { Executor, Profile } from '#contract/profile.ts';
import type { EngineChoice } from '#contract/settings.ts';
import type { ExecutorHealth } from '#contract/system.ts';
import type { Sandbox } from './sandbox.ts';

/** A way to run scripts, with what its probe said last. */
export interface Candidate<Found extends Pick<Sandbox, 'executor' | 'refuses'> = Sandbox> {
  sandbox: Found;
  health: Pick<ExecutorHealth, 'ok' | 'problem'>;
}

/** Best first (specification of the sandbox): containers, Docker before Podman, then bubblewrap, then WebAssembly. */
const executorOrder: readonly Executor[] = ['docker', 'podman', 'local', 'embedded'];

/** The executors that may be used under a choice, best first. */
export function listAllowed(preferred: EngineChoice): readonly Executor[] {
  return preferred === 'auto' ? executorOrder : [preferred];
}

/**
 * The sandbox a run gets: the first that works here and takes the profile. Never one the profile rules out; instead a
 * sentence that names each candidate and what is against it.
 */
export function chooseSandbox<Found extends Pick<Sandbox, 'executor' | 'refuses'>>(
  profile: Profile,
  options: { preferred: EngineChoice; candidates: readonly Candidate<Found>[] },
): { sandbox: Found } | { refusal: string } {
  const { preferred, candidates } = options;
  const reasons: string[] = [];
  for (const executor of listAllowed(preferred)) {
    const candidate = candidates.find(({ sandbox }) => sandbox.executor === executor);
    const reason = explainRefusal(profile, executor, candidate);
    if (candidate !== undefined && reason === undefined) return { sandbox: candidate.sandbox };
    reasons.push(`${executor}: ${reason}`);
  }
  const lead = preferred === 'auto' ? 'no sandbox can take this run' : `only ${preferred} is allowed here`;
  return { refusal: `${lead} (${reasons.join('; ')})` };
}

function explainRefusal(
  profile: Profile,
  executor: Executor,
  candidate: Candidate<Pick<Sandbox, 'executor' | 'refuses'>> | undefined,
): string | undefined {
  if (candidate === undefined) return 'not part of this installation';
  if (!candidate.health.ok) return candidate.health.problem ?? 'does not work here';
  // Asked here too: isolation must not hang on one executor's care.
  if (profile.isolation === 'container' && executor !== 'docker' && executor !== 'podman') {
    return 'is no container, which the profile asks for';
  }
  return candidate.sandbox.refuses(profile);
}
