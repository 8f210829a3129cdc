import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../access/caller.ts';
import { toInstant } from '../base/clock.ts';
import { runs } from '../db/schema/runs.ts';
import { openTestRuns, type TestRuns } from './open-test-runs.ts';
import type { RunFilter } from './run-store.ts';

let test: TestRuns;
beforeEach(async () => {
  test = await openTestRuns({ isIdle: true });
  test.clock.advance(Math.max(0, Date.now() - test.clock.now())); // ids never go back behind those other tests made
});
afterEach(() => test.close());

async function queue(name: string, options: { caller: Caller; visibility: 'private' | 'shared' }): Promise<string> {
  const { caller, visibility } = options;
  const agent = await test.addAgent(name, { caller, visibility });
  test.clock.advance(1_000);
  return test.runs.start.startAgent(caller, agent.id, {}).id;
}
const list = (caller: Caller, filter: Partial<RunFilter> = {}) => {
  const { items, nextCursor } = test.runs.list(caller, { limit: 50, ...filter });
  return { ids: items.map(({ id }) => id), nextCursor };
};

describe('the list of runs', () => {
  it('shows a user their own and the shared ones, newest first, each once, page by page', async () => {
    const [ada, bert] = [await test.addCaller('ada@example.org'), await test.addCaller('bert@example.org')];
    const hidden = await queue('hidden', { caller: bert, visibility: 'private' });
    const seen = [
      await queue('own', { caller: ada, visibility: 'private' }),
      await queue('shared', { caller: bert, visibility: 'shared' }),
      await queue('own and shared', { caller: ada, visibility: 'shared' }),
      await queue('own again', { caller: ada, visibility: 'private' }),
    ].toReversed();
    expect(list(ada).ids).toEqual(seen);
    expect(list(test.owner).ids).toEqual([...seen, hidden]);
    const first = list(ada, { limit: 3 });
    expect(first.ids).toEqual(seen.slice(0, 3));
    expect(list(ada, { limit: 3, cursor: first.nextCursor ?? '' })).toEqual({ ids: seen.slice(3), nextCursor: null });
  });

  it('searches so many at a time: a page may hold none and go on, and nothing is left out', async () => {
    const found = await queue('needle one', { caller: test.owner, visibility: 'private' });
    test.audit.write('a run moves on', ({ tx }) => {
      const names = sql`select name from pragma_table_info('runs') where name not in ('id', 'title')`;
      const copy = sql.raw(
        tx
          .all<{ name: string }>(names)
          .map(({ name }) => name)
          .join(', '),
      );
      // as if 45,000 others came after it, with ids of the days that follow
      tx.run(sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 45000)
        insert into ${runs} (id, title, ${copy})
        select ${'ffffffff-0000-7000-8000-'} || printf('%012d', i), 'hay', ${copy} from n, ${runs} where id = ${found}`);
    });
    const pages = [list(test.owner, { q: 'NEEDLE', limit: 5 })];
    for (let cursor = pages[0]?.nextCursor; cursor; cursor = pages.at(-1)?.nextCursor)
      pages.push(list(test.owner, { q: 'NEEDLE', limit: 5, cursor }));
    expect(pages.map(({ ids }) => ids)).toEqual([[], [], [found]]);
    const hay = list(test.owner, { q: 'hay', limit: 200 });
    expect([hay.ids.length, hay.ids[0]]).toEqual([200, 'ffffffff-0000-7000-8000-000000045000']);
  });

  it('takes a range of time from its first moment up to before its last', async () => {
    const ids: string[] = [];
    for (const name of ['before', 'first', 'last', 'behind']) {
      ids.push(await queue(name, { caller: test.owner, visibility: 'private' }));
      test.clock.advance(3_600_000);
    }
    const [, first = '', last = '', behind = ''] = ids;
    const at = (id: string) => toInstant(test.row(id).queuedAt);
    expect(list(test.owner, { from: at(first), to: at(behind) }).ids).toEqual([last, first]);
    expect(list(test.owner, { to: at(first) }).ids).toEqual([ids[0]]);
    expect(list(test.owner, { from: at(behind) }).ids).toEqual([behind]);
  });
});
