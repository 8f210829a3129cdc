import { expect, it } from 'vitest';
import { formatEndLine } from './end-line.ts';

const end = { exitCode: 1, signal: null, timedOut: false, syntaxError: null, peakMemoryBytes: 1, cpuSeconds: 0.5 };

it('the end of a run is one line marked with its nonce', () => {
  const line = formatEndLine('abc', { ...end, exception: { class: 'ValueError', message: 'no' } }).toString();
  expect(line.startsWith('\x1eautoma:abc {')).toBe(true);
  expect(line.indexOf('\n')).toBe(line.length - 1);
  expect(JSON.parse(line.slice(12))).toEqual({ t: 'end', ...end, exception: { class: 'ValueError', message: 'no' } });
});

it('a message gives way where the line would be longer than 4,096 bytes', () => {
  const line = formatEndLine('abc', { ...end, exception: { class: 'ValueError', message: '€'.repeat(5_000) } });
  expect(line.byteLength).toBeLessThanOrEqual(4_096);
  expect(JSON.parse(line.toString().slice(12)).exception.message).toBe('€'.repeat(500));
});
