import { describe, expect, it } from 'vitest';
import { sayHistory } from './say-history.ts';

const now = Date.UTC(2026, 9, 22);
const context = { now, nameOfAgent: (id: string) => (id === 'a' ? 'poller' : undefined) };
const say = (action: string, details: Record<string, unknown>) => sayHistory({ action, details }, context);

describe('the history of a job', () => {
  it('says what was changed, from what to what', () => {
    const { act, lines, rest } = say('job.update', {
      changed: {
        description: { from: '', to: 'hi' },
        agentId: { from: 'a', to: 'b' },
        tags: { from: ['x'], to: ['x', 'y'] },
        'policy.overlap': { from: 'queue', to: 'replace' },
        'policy.timeoutSeconds': { from: 1_800, to: 600 },
      },
    });
    expect(act).toBe('changed it');
    expect(rest).toEqual({});
    expect(lines).toEqual([
      { label: 'Description', before: 'none', after: 'hi' },
      { label: 'Runs', before: 'poller', after: 'b' },
      { label: 'Tags', before: 'x', after: 'x, y' },
      {
        label: 'Taking turns',
        before: expect.stringContaining('a new one waits for it'),
        after: expect.stringContaining('it is stopped'),
      },
      { label: 'Limits', before: 'Stopped after 30 min.', after: 'Stopped after 10 min.' },
    ]);
  });

  it('says the policy a job is made with as one', () => {
    const given = { 'policy.overlap': 'replace', 'policy.timeoutSeconds': 600, 'policy.breaker': null };
    const { lines, rest } = say('job.create', { name: 'poll', ...given });
    expect(rest).toEqual({});
    expect(lines).toEqual([
      { label: 'Name', after: 'poll' },
      { label: 'How', after: expect.stringMatching(/it is stopped .*Stopped after 10 min\./) },
    ]);
  });

  it('says triggers in words', () => {
    const triggers = [
      { kind: 'cron', expr: '30 2 * * *', name: 'night', maxRuns: 3 },
      { kind: 'interval', expr: 'PT15M', enabled: false },
    ];
    const { lines } = say('job.update', { changed: { triggers } });
    expect(lines).toEqual([
      { label: 'Triggers', after: 'night, every day at 02:30, at most 3 times; every 15 min, off' },
    ]);
  });

  it.each([
    ['job.skip-next', { nextAt: { from: '2026-10-22T10:00:00.000Z', to: '2026-10-23T10:00:00.000Z' } }, /Oct 22/],
    ['job.unskip-next', { nextAt: { from: '2026-10-23T10:00:00.000Z', to: '2026-10-22T10:00:00.000Z' } }, /Oct 22/],
    ['job.snooze', { until: '2026-10-22T10:00:00.000Z' }, /Oct 22/],
  ])('says of %s which moment is meant', (action, details, moment) => {
    const [line] = say(action, details).lines;
    expect(line?.after).toMatch(moment);
  });

  it('leaves out what goes without saying, and shows what it has no words for', () => {
    expect(say('job.resume', { from: { state: 'paused' } })).toMatchObject({ lines: [], rest: {} });
    expect(say('job.pause', { queued: 'keep' })).toMatchObject({ lines: [], rest: {} });
    expect(say('job.new-thing', { depth: 3 })).toEqual({ act: 'job.new-thing', lines: [], rest: { depth: 3 } });
    expect(say('job.update', { changed: { 'policy.retry': { from: 1, to: 2 } } }).rest).toHaveProperty('policy.retry');
  });
});
