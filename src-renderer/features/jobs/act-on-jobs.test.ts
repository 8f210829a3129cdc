import { describe, expect, it } from 'vitest';
import { actInBulk, actOnEach } from './act-on-jobs.ts';

const jobs = Array.from({ length: 2_500 }, (_, n) => ({ id: `id-${n}`, name: `job ${n}` }));
const [first, second] = jobs.slice(0, 2);

describe('acting on many jobs', () => {
  it('goes on with the others where one fails, and says which it was', async () => {
    const { done, failed } = await actOnEach(jobs.slice(0, 2), async ({ id }) => {
      if (id === first?.id) throw new Error('it is cancelled');
    });
    expect(done).toEqual([second]);
    expect(failed).toEqual([{ job: first, error: new Error('it is cancelled') }]);
  });

  it('asks the core once for every thousand and takes each result by itself', async () => {
    const sizes: number[] = [];
    const { done, failed } = await actInBulk(jobs, async (ids) => {
      sizes.push(ids.length);
      return { results: ids.map((id) => (id === 'id-1' ? { id, ok: false, message: 'no' } : { id, ok: true })) };
    });
    expect(sizes).toEqual([1_000, 1_000, 500]);
    expect(done).toHaveLength(2_499);
    expect(failed).toEqual([{ job: second, error: new Error('no') }]);
  });

  it('counts all as failed where the call itself did', async () => {
    const { done, failed } = await actInBulk(jobs.slice(0, 2), async () => {
      throw new Error('offline');
    });
    expect(done).toEqual([]);
    expect(failed).toHaveLength(2);
  });
});
