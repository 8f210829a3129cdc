import type { CrontabLine } from '#contract/crontab.ts';

/** Whether a line is taken over: what can be and has no job yet, unless the person said otherwise. */
export function isChosen(
  { line, problem, existing }: Pick<CrontabLine, 'line' | 'problem' | 'existing'>,
  toggled: ReadonlySet<number>,
): boolean {
  return problem === null && (existing === null) !== toggled.has(line);
}
