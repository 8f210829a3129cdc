import { expect, it } from 'vitest';
import type { Job } from '#contract/jobs.ts';
import { writeAwaited } from '../../../lib/awaited-event.ts';
import { findLoop } from './find-loop.ts';

const after = (jobId: string) => ({
  kind: 'event' as const,
  ...writeAwaited({ of: 'job', jobId, outcome: 'succeeded' }),
});
const awaited = (triggers: object[]) => ({ name: 'nightly', triggers }) as Job; // no more is read of it

it('finds a job that waits for itself, for one that waits for it, and for any run at all', () => {
  expect(findLoop(after('a'), { jobId: 'a', awaited: undefined })).toEqual({ by: 'itself' });
  const back = { ...after('a'), enabled: true };
  expect(findLoop(after('b'), { jobId: 'a', awaited: awaited([back]) })).toEqual({ by: 'other', name: 'nightly' });
  const any = { kind: 'event', expr: 'run.*', filter: null } as const;
  expect(findLoop(any, { jobId: undefined, awaited: undefined })).toEqual({ by: 'any' });
});

it('finds none where there is none', () => {
  expect(findLoop(after('b'), { jobId: 'a', awaited: awaited([{ ...after('a'), enabled: false }]) })).toBeUndefined();
  expect(findLoop(after('b'), { jobId: 'a', awaited: awaited([{ ...after('c'), enabled: true }]) })).toBeUndefined();
  expect(findLoop(after('b'), { jobId: undefined, awaited: undefined })).toBeUndefined();
  const filtered = { kind: 'event', expr: 'run.failed', filter: 'event.payload.jobId != "a"' } as const;
  expect(findLoop(filtered, { jobId: 'a', awaited: undefined })).toBeUndefined();
  expect(findLoop({ kind: 'cron', expr: '* * * * *' }, { jobId: 'a', awaited: undefined })).toBeUndefined();
});
