import { expect, it } from 'vitest';
import type { LogPage } from '#contract/runs.ts';
import { type LogReader, makeLogSource } from './log-source.ts';

/** A log of `total` lines, read as the core reads one. */
function readerOf(total: number, asked: { from: number; limit: number }[] = []): LogReader {
  return {
    read: async ({ from, limit }) => {
      asked.push({ from, limit });
      return pageOf(from, Math.min(limit, total - from + 1), total);
    },
    follow: async function* () {} as unknown as LogReader['follow'], // never asked: the log is complete
  };
}

function pageOf(from: number, count: number, total: number): LogPage {
  const lines = Array.from({ length: Math.max(0, count) }, (_, index) => ({
    seq: from + index,
    attempt: 1,
    at: '2026-10-22T12:32:08.000Z',
    stream: 'stdout' as const,
    text: `line ${from + index}`,
  }));
  return { lines, nextFrom: from + Math.max(0, count), total, complete: true };
}

const atOnce = (tell: () => void) => tell();
const settle = () => new Promise((resolve) => setTimeout(resolve));

it('reads the lines that are looked at and never all of them', async () => {
  const asked: { from: number; limit: number }[] = [];
  const source = makeLogSource(readerOf(1_000_000, asked), atOnce);
  await source.run(new AbortController().signal);
  source.want([500_000, 500_001, 500_002]);
  await settle();
  expect(source.snapshot()).toMatchObject({ total: 1_000_000, isComplete: true });
  expect(source.lineAt(500_002)?.text).toBe('line 500002');
  expect(asked).toEqual([
    { from: 1, limit: 200 },
    { from: 500_000, limit: 200 },
  ]);
});

it('lets go of what was looked at long ago, but not of what is looked at now', async () => {
  const source = makeLogSource(readerOf(1_000_000), atOnce);
  await source.run(new AbortController().signal);
  for (let from = 1_000; from < 40_000; from += 200) {
    source.want([from]);
    await settle();
  }
  expect([source.lineAt(1_000), source.lineAt(39_800)?.seq]).toEqual([undefined, 39_800]);
});

it('does not ask again for a line the log has lost', async () => {
  const asked: { from: number; limit: number }[] = [];
  const reader = readerOf(100, asked);
  const source = makeLogSource(
    { ...reader, read: async (query, signal) => ({ ...(await reader.read(query, signal)), lines: [] }) },
    atOnce,
  );
  await source.run(new AbortController().signal);
  source.want([5]);
  await settle();
  source.want([5]);
  await settle();
  expect(asked).toHaveLength(2);
});
