import type { Profile } from '#contract/profile.ts';
import type { Principal } from '../access/principal.ts';
import { AppError, invalid } from '../base/errors.ts';

/**
 * Refuses a profile that contradicts itself, or that asks for what its author may not grant. Grants already given
 * (`under`) may stay: an owner can edit an agent without losing what an administrator allowed.
 */
export function checkProfile(principal: Principal, profile: Profile, under: Profile): void {
  // tmpfs counts as memory: a full /tmp must leave the script room to run (reliability row B5)
  if (profile.tmpMb * 2 > profile.memoryMb) {
    throw invalid(
      'profile.tmpMb',
      `${profile.tmpMb} MiB of /tmp count as memory and may take at most half of memoryMb (${profile.memoryMb})`,
    );
  }
  const mayGrant = principal.scopes.has('agents:grant');
  for (const [field, isGranted] of [
    ['network', profile.network === 'none' || profile.network === under.network],
    ['limits', profile.limits === 'required' || profile.limits === under.limits],
    ['image', profile.image === undefined || profile.image === under.image],
  ] as const) {
    if (isGranted || mayGrant) continue;
    const message = `${field}=${profile[field]} is a grant: an administrator has to allow it`;
    throw new AppError('forbidden', `profile.${field}: ${message}`, {
      errors: [{ path: `profile.${field}`, message }],
    });
  }
}
