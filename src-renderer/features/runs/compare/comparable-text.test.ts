import { expect, it } from 'vitest';
import type { LogLine } from '#contract/runs.ts';
import { comparableText } from './comparable-text.ts';

it('is what the script printed: no colours, no words of ours, split lines whole again', () => {
  const line = (text: string, more: Partial<LogLine> = {}): LogLine => ({
    seq: 1,
    attempt: 1,
    at: '2026-10-22T12:30:00.000Z',
    stream: 'stdout',
    text,
    ...more,
  });
  expect(
    comparableText([
      line('attempt 1 started in 38 ms', { stream: 'system' }),
      line('\u001b[31mred\u001b[0m alert', { stream: 'stderr' }),
      line('one half', { continues: true }),
      line(' and the other'),
    ]),
  ).toBe('red alert\none half and the other\n');
});
