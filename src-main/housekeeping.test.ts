import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestAudit, type TestAudit } from './audit/open-test-audit.ts';
import { silentLogger } from './base/logger.ts';
import { type Chore, keepHouse } from './housekeeping.ts';
import { makeFacts } from './settings/settings.ts';

const dayMs = 24 * 3_600_000;

let bed: TestAudit;
let done: string[];
beforeEach(() => {
  bed = openTestAudit();
  done = [];
});
afterEach(() => bed.close());

const chore = (name: string, more: Partial<Chore> = {}): Chore => ({ name, run: () => void done.push(name), ...more });

/** One host, from its start to the end of its first look. */
async function keepOnce(chores: readonly Chore[]): Promise<void> {
  const stop = new AbortController();
  const last: Chore = { name: 'last', isUrgent: true, run: () => stop.abort() };
  await keepHouse([...chores, last], {
    facts: makeFacts(bed),
    clock: bed.clock,
    logger: silentLogger,
    signal: stop.signal,
    firstAfterMs: 0,
  });
}

it('each chore is done once a day, however often the host is started', async () => {
  await keepOnce([chore('sweep'), chore('read')]);
  await keepOnce([chore('sweep'), chore('read')]);
  expect(done).toEqual(['sweep', 'read']);
  bed.clock.advance(dayMs);
  await keepOnce([chore('sweep')]);
  expect(done).toEqual(['sweep', 'read', 'sweep']);
});

it('an urgent one is done at every start, and a clock that was set back puts none off', async () => {
  await keepOnce([chore('sweep'), chore('read')]);
  await keepOnce([chore('sweep'), chore('read', { isUrgent: true })]);
  bed.clock.jump(-10 * dayMs);
  await keepOnce([chore('sweep')]);
  expect(done).toEqual(['sweep', 'read', 'read', 'sweep']);
});

it('one that fails keeps no other from its turn, and is due again', async () => {
  const failing = chore('read', { run: () => Promise.reject(new Error('the worker is away')) });
  await keepOnce([failing, chore('sweep')]);
  await keepOnce([chore('read'), chore('sweep')]);
  expect(done).toEqual(['sweep', 'read']);
});
