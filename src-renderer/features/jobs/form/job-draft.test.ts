import { describe, expect, it } from 'vitest';
import type { Job } from '#contract/jobs.ts';
import { defaultPolicy } from '#contract/policy.ts';
import { newDraft, toDraft, toJobInput } from './job-draft.ts';
import { readInput } from './read-input.ts';

const id = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';
const job: Job = {
  id,
  name: 'nightly',
  description: 'keeps fourteen',
  agentId: id,
  triggers: [
    {
      id,
      name: null,
      kind: 'cron',
      expr: '30 2 * * *',
      timezone: 'Europe/Bratislava',
      enabled: true,
      startAt: null,
      endAt: null,
      maxRuns: null,
      jitterSeconds: 0,
      exclusions: null,
      input: { full: true },
      environment: null,
      filter: null,
      debounceSeconds: null,
      batch: null,
      everySeconds: null,
      forSeconds: null,
      nextAt: '2026-10-23T00:30:00.000Z',
    },
  ],
  input: { keep: 14 },
  environment: 'TEST',
  policy: { ...defaultPolicy, retry: { ...defaultPolicy.retry, exceptExceptions: ['KeyError'] } },
  state: 'active',
  stateReason: null,
  snoozedUntil: null,
  nextAt: null,
  owner: id,
  visibility: 'shared',
  tags: ['backup'],
  folder: 'nas',
  createdBy: id,
  createdAt: '2026-10-01T00:00:00.000Z',
  updatedAt: '2026-10-01T00:00:00.000Z',
};

describe('the draft of a job', () => {
  it('loses nothing of what the form does not show', () => {
    const sent = toJobInput(toDraft(job));
    const { policy, tags, folder, input, environment } = job;
    expect(sent).toMatchObject({ policy, tags, folder, input, environment });
    const [{ nextAt: _, ...trigger } = {}] = job.triggers;
    expect(sent.triggers).toEqual([trigger]);
  });

  it('sends no input where none was typed, and null where null was', () => {
    const draft = newDraft({ timezone: 'UTC' });
    expect(toJobInput(draft)).not.toHaveProperty('input');
    expect(toJobInput({ ...draft, inputText: 'null' })).toHaveProperty('input', null);
  });

  it('knows what is no JSON', () => {
    expect(readInput('{"keep": 14}')).toEqual({ ok: true, value: { keep: 14 } });
    expect(readInput('{keep: 14}')).toEqual({ ok: false });
  });
});
