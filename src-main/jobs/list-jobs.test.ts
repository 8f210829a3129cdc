import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestSchedule, type TestSchedule } from '../schedule/open-test-schedule.ts';
import { intervalTrigger } from './test-job-inputs.ts';

let test: TestSchedule;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true });
});
afterEach(() => test.close());

describe('lists of jobs', () => {
  it.each(['name', 'nextAt', 'createdAt'] as const)('go page by page through all of them, by %s', (sort) => {
    for (let index = 0; index < 7; index++) test.schedule(index % 2 === 0 ? [intervalTrigger(`PT${index + 1}M`)] : []);
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = test.jobs.list(test.owner, { limit: 3, sort, cursor });
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
  });

  it('by nextAt: each once, by its earliest trigger; those that will not fire last', () => {
    const expected = [
      test.schedule([intervalTrigger('PT9M'), intervalTrigger('PT2M')]).id,
      test.schedule([intervalTrigger('PT3M')]).id,
      test.schedule([intervalTrigger('PT3M'), intervalTrigger('PT3M')]).id,
    ];
    const paused = test.schedule([intervalTrigger('PT1M')]).id;
    test.jobs.pause(test.owner, paused, { queued: 'keep' });
    const byHand = test.schedule([]).id;
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = test.jobs.list(test.owner, { limit: 1, cursor, sort: 'nextAt' });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([...expected, paused, byHand]);
  });
});
