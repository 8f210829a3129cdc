import type { CrontabLine } from '#contract/crontab.ts';
import { table } from './print.ts';

/** The lines of a crontab with what they become. What was said of a line before is only referred to. */
export function crontabTable(lines: readonly CrontabLine[]): string {
  const say = makeSayOnce();
  return table(
    ['line', 'when', 'next', 'file', 'becomes'],
    lines.map((line) => [line.line, line.words, line.next[0] ?? null, line.file, becomes(line, say)]),
  );
}

function becomes({ line, existing, problem, notes }: CrontabLine, say: SayOnce): string {
  if (existing !== null) return `is there already: ${existing.jobName}`;
  if (problem !== null) return `not importable: ${say(problem, line)}`;
  return [...new Set(['a job', ...notes.map((note) => say(note, line))])].join('; ');
}

type SayOnce = (message: string, line: number) => string;

function makeSayOnce(): SayOnce {
  const said = new Map<string, number>();
  return (message, line) => {
    const before = said.get(message);
    if (before !== undefined && before !== line) return `see above (line ${before})`;
    said.set(message, line);
    return message;
  };
}
