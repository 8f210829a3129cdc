import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { blockSeconds, makeAttemptLimits, type TryCredential } from './attempt-limits.ts';
import { toPrincipal } from './principal.ts';
import { RateLimitedError } from './rate-limited-error.ts';
import { makeRequestLimits } from './request-limits.ts';

// The limiter keeps its own time by Date and setTimeout.
beforeEach(() => vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const wrong = async () => undefined;
const right = async () => ({ ok: true });

async function outcome(trying: ReturnType<TryCredential>): Promise<string> {
  try {
    const tried = await trying;
    return tried.value === undefined ? `wrong, blocked ${tried.blockedSeconds}` : 'right';
  } catch (thrown) {
    if (thrown instanceof RateLimitedError) return `wait ${thrown.retryAfterSeconds}`;
    throw thrown;
  }
}

async function repeat(times: number, trying: () => ReturnType<TryCredential>): Promise<string[]> {
  const outcomes: string[] = [];
  for (let n = 0; n < times; n++) outcomes.push(await outcome(trying()));
  return outcomes;
}

describe('H10 brute force', () => {
  it('five failures block the account, the sixth is told to wait', async () => {
    const tryCredential = makeAttemptLimits();
    expect(await repeat(7, () => tryCredential({ account: 'ann', ip: '192.0.2.1' }, wrong))).toEqual([
      ...Array<string>(4).fill('wrong, blocked 0'),
      'wrong, blocked 60',
      'wait 60',
      'wait 60',
    ]);
  });

  it('changing the address does not help against an account, nor a right password before the time', async () => {
    const tryCredential = makeAttemptLimits();
    for (let n = 0; n < 5; n++) await tryCredential({ account: 'ann', ip: `192.0.2.${n}` }, wrong);
    expect(await outcome(tryCredential({ account: 'ann', ip: '192.0.2.99' }, right))).toBe('wait 60');
  });

  it('the right password works after the time and makes the next block short again', async () => {
    const tryCredential = makeAttemptLimits();
    const who = { account: 'ann', ip: '192.0.2.1' };
    await repeat(5, () => tryCredential(who, wrong));
    vi.advanceTimersByTime(60_000);
    expect(await outcome(tryCredential(who, right))).toBe('right');
    expect((await repeat(5, () => tryCredential(who, wrong))).at(-1)).toBe('wrong, blocked 60');
  });

  it('each further block lasts twice as long, at most a quarter of an hour', async () => {
    expect([1, 2, 3, 4, 5, 6, 40].map(blockSeconds)).toEqual([60, 120, 240, 480, 900, 900, 900]);
    const tryCredential = makeAttemptLimits();
    const blocked: (string | undefined)[] = [];
    for (let n = 0; n < 4; n++) {
      blocked.push((await repeat(5, () => tryCredential({ account: 'ann', ip: `192.0.2.${n}` }, wrong))).at(-1));
      vi.advanceTimersByTime(blockSeconds(n + 1) * 1000);
    }
    expect(blocked).toEqual(['wrong, blocked 60', 'wrong, blocked 120', 'wrong, blocked 240', 'wrong, blocked 480']);
  });

  it('twenty failures block an address, whatever accounts it tried; others go on', async () => {
    const tryCredential = makeAttemptLimits();
    for (let n = 0; n < 20; n++) await tryCredential({ account: `user-${n}`, ip: '192.0.2.1' }, wrong);
    expect(await outcome(tryCredential({ account: 'ann', ip: '192.0.2.1' }, right))).toBe('wait 60');
    expect(await outcome(tryCredential({ account: 'ann', ip: '192.0.2.2' }, right))).toBe('right');
  });

  it('a thousand guesses at once are five guesses', async () => {
    const tryCredential = makeAttemptLimits();
    let checked = 0;
    const guesses = Array.from({ length: 1000 }, (_, n) =>
      outcome(
        tryCredential({ account: 'ann', ip: `198.51.${n % 100}.7` }, async () => {
          checked += 1;
          await null;
          return undefined;
        }),
      ),
    );
    const outcomes = await Promise.all(guesses);
    expect(checked).toBe(5);
    expect(outcomes.filter((each) => each === 'wait 60')).toHaveLength(995);
  });

  it('a hundred right logins at once are all let in', async () => {
    const tryCredential = makeAttemptLimits();
    const logins = Array.from({ length: 100 }, () => outcome(tryCredential({ account: 'ann', ip: '::1' }, right)));
    expect(new Set(await Promise.all(logins))).toEqual(new Set(['right']));
  });

  it('a check that breaks is no failure and holds no place', async () => {
    const tryCredential = makeAttemptLimits();
    const broken = async () => {
      throw new Error('the disk is full');
    };
    for (let n = 0; n < 30; n++) {
      await expect(tryCredential({ account: 'ann', ip: '::1' }, broken)).rejects.toThrow('the disk is full');
    }
    expect(await outcome(tryCredential({ account: 'ann', ip: '::1' }, right))).toBe('right');
  });
});

describe('requests', () => {
  it('are limited per minute for a caller, and more tightly for an address without one', async () => {
    const spend = makeRequestLimits();
    const person = { id: 'ann', name: 'Ann', email: null, role: 'user' } as const;
    const principal = toPrincipal(person, { kind: 'session', sessionId: 's' });
    for (let n = 0; n < 6_000; n++) await spend({ principal, ip: '192.0.2.1' });
    await expect(spend({ principal, ip: '192.0.2.1' })).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterSeconds: 60,
    });
    for (let n = 0; n < 1_200; n++) await spend({ ip: '192.0.2.1' });
    await expect(spend({ ip: '192.0.2.1' })).rejects.toBeInstanceOf(RateLimitedError);
    vi.advanceTimersByTime(60_000);
    await spend({ principal, ip: '192.0.2.1' });
  });
});
