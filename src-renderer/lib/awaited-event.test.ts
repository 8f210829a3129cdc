import { describe, expect, it } from 'vitest';
import { type AwaitedEvent, readAwaited, writeAwaited } from './awaited-event.ts';

const jobId = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';

describe('waiting for a job or a file', () => {
  it.each<[AwaitedEvent, string, string]>([
    [{ of: 'job', jobId, outcome: 'succeeded' }, 'run.succeeded', `event.payload.jobId == "${jobId}"`],
    [{ of: 'job', jobId, outcome: 'timed-out' }, 'run.timed-out', `event.payload.jobId == "${jobId}"`],
    [{ of: 'job', jobId, outcome: 'any' }, 'run.*', `event.payload.jobId == "${jobId}"`],
    [
      { of: 'file', folder: '/srv/drop', what: 'created', ending: '' },
      'file.created',
      'event.payload.folder == "/srv/drop"',
    ],
    [
      { of: 'file', folder: 'C:\\drop "in"', what: 'changed', ending: '.csv' },
      'file.changed',
      'event.payload.folder == "C:\\\\drop \\"in\\"" && event.payload.name.endsWith(".csv")',
    ],
  ])('%j is a pattern and a filter, and is read from them again', (awaited, expr, filter) => {
    expect(writeAwaited(awaited)).toEqual({ expr, filter });
    expect(readAwaited({ expr, filter })).toEqual(awaited);
  });

  it.each([
    ['order.*', null],
    ['run.succeeded', null],
    ['run.any', `event.payload.jobId == "${jobId}"`],
    ['run.succeeded', `event.payload.jobId == "${jobId}" && event.payload.attempt > 1`],
    ['run.*.late', `event.payload.jobId == "${jobId}"`],
    ['file.moved', 'event.payload.folder == "/srv"'],
    ['file.created', 'event.payload.folder == "\\a"'],
    ['file.created', 'event.payload.folder == "/srv" && event.payload.size > 0'],
  ])('leaves %s with %s as it is written', (expr, filter) => {
    expect(readAwaited({ expr, filter })).toBeUndefined();
  });
});
