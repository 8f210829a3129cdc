import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchHeartbeat } from './heartbeat.ts';

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

function watch() {
  const seen: string[] = [];
  const note = (what: string) => () => void seen.push(`${what} at ${Date.now() / 1_000}`);
  const beat = watchHeartbeat({
    ask: note('asked'),
    onSilent: (heardAt) => seen.push(`silent since ${heardAt / 1_000} at ${Date.now() / 1_000}`),
    onHeard: note('heard'),
    onLost: note('lost'),
    now: Date.now,
  });
  return { beat, seen };
}

it('asks nothing of a core that speaks', () => {
  const { beat, seen } = watch();
  for (let second = 0; second < 60; second += 1) {
    vi.advanceTimersByTime(1_000);
    beat.hear();
  }
  expect(seen).toEqual([]);
});

it('asks a quiet one, calls it silent when no answer comes, and heals when it speaks', () => {
  const { beat, seen } = watch();
  vi.advanceTimersByTime(20_000);
  beat.hear();
  expect(seen).toEqual(['asked at 6', 'silent since 0 at 13', 'heard at 20']);
});

it('gives up a socket nothing comes through for long', () => {
  const { seen } = watch();
  vi.advanceTimersByTime(120_000);
  expect(seen).toEqual(['asked at 6', 'silent since 0 at 13', 'lost at 37']);
});

it('asks anew after the page itself slept, instead of blaming the core', () => {
  const { beat, seen } = watch();
  vi.advanceTimersByTime(6_000);
  vi.setSystemTime(600_000);
  vi.advanceTimersByTime(1_000);
  beat.hear();
  vi.advanceTimersByTime(1_000);
  expect(seen).toEqual(['asked at 6', 'asked at 601']);
});
