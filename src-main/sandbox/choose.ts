import type { Executor, Profile } from '#contract/profile.ts';
import type { ExecutorHealth } from '#contract/system.ts';
import type { Sandbox } from './sandbox.ts';

/** A way to run scripts, with what its probe said last. */
export interface Candidate<Found extends Pick<Sandbox, 'executor' | 'refuses'> = Sandbox> {
  sandbox: Found;
  health: Pick<ExecutorHealth, 'ok' | 'problem'>;
}

/** Best first (specification of the sandbox): containers, Docker before Podman, then bubblewrap, then WebAssembly. */
const executorOrder: readonly Executor[] = ['docker', 'podman', 'local', 'embedded'];

/**
 * The sandbox a run gets: the first that works here and takes the profile. Never one the profile rules out; instead a
 * sentence that names each candidate and what is against it. `preferred` is AUTOMA_ENGINE: `auto`, or one executor and
 * no other.
 */
export function chooseSandbox<Found extends Pick<Sandbox, 'executor' | 'refuses'>>(
  profile: Profile,
  options: { preferred: string; candidates: readonly Candidate<Found>[] },
): { sandbox: Found } | { refusal: string } {
  const { preferred, candidates } = options;
  const isOpen = preferred === 'auto' || preferred === '';
  const asked = isOpen ? executorOrder : executorOrder.filter((executor) => executor === preferred);
  if (asked.length === 0) {
    return { refusal: `AUTOMA_ENGINE is ${JSON.stringify(preferred)}; it must be auto, ${executorOrder.join(', ')}` };
  }
  const reasons: string[] = [];
  for (const executor of asked) {
    const candidate = candidates.find(({ sandbox }) => sandbox.executor === executor);
    const reason = explainRefusal(profile, executor, candidate);
    if (candidate !== undefined && reason === undefined) return { sandbox: candidate.sandbox };
    reasons.push(`${executor}: ${reason}`);
  }
  const lead = isOpen ? 'no sandbox can take this run' : `AUTOMA_ENGINE allows ${preferred} only`;
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
