import type { Profile } from '#contract/profile.ts';

const OPEN_LAN = 'network lan: addresses of this machine and of cloud metadata stay reachable';

/** Why no sandbox could run this profile, in one sentence; undefined when one may. */
export function explainRefusal(profile: Profile): string | undefined {
  // What a tmpfs holds counts as memory: a larger one would end in out-of-memory instead of "no space left" (bar B5).
  if (profile.tmpMb * 2 > profile.memoryMb) {
    return `tmpMb: ${profile.tmpMb} is more than half of memoryMb ${profile.memoryMb}, which /tmp counts against; lower the one or raise the other`;
  }
  return undefined;
}

/** What whoever grants the network should know; it stands on the run. */
export function listUnenforced(profile: Profile): string[] {
  return profile.network === 'lan' ? [OPEN_LAN] : [];
}
