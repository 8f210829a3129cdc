import { describe, expect, it } from 'vitest';
import { toDetailLines } from './detail-lines.ts';

describe('the details of an act as lines', () => {
  it('shows what was before beside what is now', () => {
    expect(toDetailLines({ role: { from: 'user', to: 'admin' }, endedSessions: 2 })).toEqual([
      { path: 'role', before: 'user', value: 'admin' },
      { path: 'endedSessions', value: '2' },
    ]);
  });

  it('names every value by its path', () => {
    const changed = { policy: { retry: { max: 3 } }, tags: ['a', 'b'], triggers: [{ kind: 'cron' }] };
    expect(toDetailLines({ changed })).toEqual([
      { path: 'policy.retry.max', value: '3' },
      { path: 'tags', value: '["a","b"]' },
      { path: 'triggers.0.kind', value: 'cron' },
    ]);
  });

  it('has nothing to show of nothing', () => {
    expect(toDetailLines({})).toEqual([]);
  });
});
