import type { Profile } from '#contract/profile.ts';

const OPEN_LAN = 'network lan: addresses of this machine and of cloud metadata stay reachable';

/** Why this profile cannot run in a container here, in one sentence; undefined when it can. */
export function explainRefusal(profile: Profile): string | undefined {
  // What a tmpfs holds counts as memory: a larger one would end in out-of-memory instead of "no space left" (bar B5).
  if (profile.tmpMb * 2 > profile.memoryMb) {
    return `tmpMb: ${profile.tmpMb} is more than half of memoryMb ${profile.memoryMb}, which /tmp counts against; lower the one or raise the other`;
  }
  if (profile.limits === 'required' && profile.network === 'lan') {
    return `${OPEN_LAN}; choose network none, or limits best-effort to accept it`;
  }
  return undefined;
}

/** What this profile asks for and a container of an ordinary bridge network does not hold. */
export function listUnenforced(profile: Profile): string[] {
  return profile.network === 'lan' ? [OPEN_LAN] : [];
}
