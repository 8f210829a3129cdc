import type { LogLine } from '#contract/runs.ts';
import { stripAnsi } from '../log-viewer/ansi.ts';

/**
 * What the script itself printed, without colours. What we say of each attempt names times and ids, so it would
 * differ in every pair of runs.
 */
export function comparableText(lines: readonly LogLine[]): string {
  return lines
    .filter(({ stream }) => stream !== 'system')
    .map(({ text, continues }) => stripAnsi(text) + (continues ? '' : '\n'))
    .join('');
}
