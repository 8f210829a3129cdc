import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { addressKey } from './address-key.ts';
import type { Principal } from './principal.ts';
import { RateLimitedError } from './rate-limited-error.ts';

/** Requests per minute (api.md "Rate limits"). */
const requestLimits = { perPrincipal: 6_000, perAddress: 1_200, windowSeconds: 60 } as const;

/** Counts one request of a caller, or of an address while nobody has said who it is; throws `RateLimitedError`. */
export type SpendRequest = (who: { principal?: Principal | undefined; ip?: string | undefined }) => Promise<void>;

export function makeRequestLimits(): SpendRequest {
  const ofPrincipals = new RateLimiterMemory({
    points: requestLimits.perPrincipal,
    duration: requestLimits.windowSeconds,
  });
  const ofAddresses = new RateLimiterMemory({
    points: requestLimits.perAddress,
    duration: requestLimits.windowSeconds,
  });
  return async ({ principal, ip }) => {
    try {
      if (principal === undefined) await ofAddresses.consume(addressKey(ip));
      else await ofPrincipals.consume(principal.tokenId ?? principal.userId);
    } catch (thrown) {
      throw thrown instanceof RateLimiterRes ? new RateLimitedError(thrown.msBeforeNext) : thrown;
    }
  };
}
