import { RateLimiterMemory } from 'rate-limiter-flexible';
import { addressKey } from './address-key.ts';
import { RateLimitedError } from './rate-limited-error.ts';

/** Failed tries allowed per minute, and how long one waits after using them up (api.md "Rate limits"). */
const attemptLimits = {
  perAccount: 5,
  perAddress: 20,
  windowSeconds: 60,
  longestBlockSeconds: 15 * 60,
  /** After this long without a block the next one is short again. */
  forgetSeconds: 60 * 60,
} as const;

/** What became of a try: the value of a right one, or for how long the account is blocked after a wrong one (0: not). */
type Tried<Value> = { value: Value } | { value: undefined; blockedSeconds: number };

/**
 * Guards everything that takes a password or another credential one could guess. Runs `check`, which answers
 * undefined when the credential is wrong; throws `RateLimitedError` while account or address have used up their tries.
 */
export type TryCredential = <Value extends object>(
  who: { account?: string | undefined; ip?: string | undefined },
  check: () => Promise<Value | undefined>,
) => Promise<Tried<Value>>;

export function makeAttemptLimits(): TryCredential {
  const ofAccounts = makeLimit(attemptLimits.perAccount);
  const ofAddresses = makeLimit(attemptLimits.perAddress);
  return async ({ account, ip }, check) => {
    const address = await ofAddresses.enter(addressKey(ip));
    try {
      const own = account === undefined ? undefined : await ofAccounts.enter(account);
      try {
        const value = await check();
        if (value !== undefined) {
          await own?.forgive(); // not the address: one's own account must not buy tries at those of others
          return { value };
        }
        await address.fail();
        return { value, blockedSeconds: (await own?.fail()) ?? 0 };
      } finally {
        own?.leave();
      }
    } finally {
      address.leave();
    }
  };
}

/** How long the nth block in a row lasts: a minute, doubling. */
export function blockSeconds(nth: number): number {
  return Math.min(attemptLimits.longestBlockSeconds, attemptLimits.windowSeconds * 2 ** (nth - 1));
}

/** In memory: a restart forgives everyone, which costs an attacker more than it gives. */
function makeLimit(points: number) {
  const failures = new RateLimiterMemory({ points, duration: attemptLimits.windowSeconds });
  const blocks = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: attemptLimits.forgetSeconds });
  const underWay = new Map<string, { tries: number; waiting: (() => void)[] }>();

  /** Waits while the tries under way could use up what is left: they may all be right, or many guesses at once. */
  async function enter(key: string) {
    for (;;) {
      const failed = await failures.get(key);
      const used = failed === null ? 0 : failed.consumedPoints;
      if (failed !== null && used >= points) throw new RateLimitedError(failed.msBeforeNext);
      const present = underWay.get(key) ?? { tries: 0, waiting: [] };
      if (used + present.tries < points) {
        underWay.set(key, { ...present, tries: present.tries + 1 });
        return { fail: () => fail(key), forgive: () => forgive(key), leave: () => leave(key) };
      }
      await new Promise<void>((resolve) => present.waiting.push(resolve));
    }
  }

  /** Whoever uses up the last try is blocked, each time twice as long as before; answers for how many seconds. */
  async function fail(key: string): Promise<number> {
    const { consumedPoints } = await failures.penalty(key);
    if (consumedPoints < points) return 0;
    const nth = ((await blocks.get(key))?.consumedPoints ?? 0) + 1;
    await blocks.set(key, nth, attemptLimits.forgetSeconds);
    await failures.block(key, blockSeconds(nth));
    return blockSeconds(nth);
  }

  async function forgive(key: string): Promise<void> {
    await failures.delete(key);
    await blocks.delete(key);
  }

  function leave(key: string): void {
    const present = underWay.get(key);
    if (present === undefined) return;
    if (present.tries > 1) underWay.set(key, { tries: present.tries - 1, waiting: [] });
    else underWay.delete(key);
    for (const wake of present.waiting) wake();
  }

  return { enter };
}
