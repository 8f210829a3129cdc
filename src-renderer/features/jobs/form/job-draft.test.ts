import { describe, expect, it } from 'vitest';
import { defaultPolicy, type Job } from '#contract/jobs.ts';
import { newDraft, readInput, toDraft, toJobInput } from './job-draft.ts';

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
      input: { full: true },
      nextAt: '2026-10-23T00:30:00.000Z',
    },
  ],
  input: { keep: 14 },
  policy: { ...defaultPolicy, retry: { ...defaultPolicy.retry, exceptExceptions: ['KeyError'] } },
  state: 'active',
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
    expect(sent).toMatchObject({ policy: job.policy, tags: ['backup'], folder: 'nas', input: { keep: 14 } });
    expect(sent.triggers).toEqual([expect.objectContaining({ id, input: { full: true } })]);
    expect(sent.triggers?.[0]).not.toHaveProperty('nextAt');
    expect(sent.triggers?.[0]).not.toHaveProperty('key');
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
