/** What the cause of a ledger row names, as far as it names it (written in the core's schedule and jobs/policy). */
export interface Cause {
  /** Who paused, snoozed, held, left out, cancelled or made up for it. */
  who?: string;
  runId?: string;
  /** The moment it names last: until when, or where it moved to. */
  at?: number;
  /** What that run was doing. */
  state?: 'going' | 'waiting' | 'retrying';
  /** The figure it begins with, or that follows "after" or "the last of". */
  n?: number;
  /** What a person gave as the reason. */
  why?: string;
  /** From when to when nothing could fire. */
  away?: { kind: 'asleep' | 'app-off'; from: number; to: number };
}

/** `held by ana since 2026-10-22T11:00:00.000Z: moving the server` as what it says. */
export function readCause(cause: string | null): Cause {
  const text = cause ?? '';
  const held = /^held by (.+?) since [\dT:.Z-]+: (.*)$/s.exec(text);
  const who = held?.[1] ?? /\bby (\S.*?)(?: until \d{4}-[\dT:.Z-]+)?$/s.exec(text)?.[1];
  const runId = mentionedRuns(text)[0];
  const at = [...text.matchAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g)].at(-1)?.[0];
  const n = /^(\d+) |\bafter (\d+) |^the last of (\d+) /.exec(text);
  const wait = /^run \S+ was still (.+)$/.exec(text)?.[1];
  const away = /^(nothing looked|Automa was off) from ([\dT:.Z-]+) to ([\dT:.Z-]+)/.exec(text);
  return {
    ...(who !== undefined && !who.startsWith('the run of') && { who }),
    ...(runId !== undefined && { runId }),
    ...(wait !== undefined && { state: stateOf(wait) }),
    ...(at !== undefined && { at: Date.parse(at) }),
    ...(n !== null && { n: Number(n[1] ?? n[2] ?? n[3]) }),
    ...(held?.[2] !== undefined && { why: held[2] }),
    ...(away !== null && {
      away: {
        kind: away[1] === 'Automa was off' ? 'app-off' : 'asleep',
        from: Date.parse(away[2] ?? ''),
        to: Date.parse(away[3] ?? ''),
      },
    }),
  };
}

function stateOf(text: string): 'going' | 'waiting' | 'retrying' {
  if (text === 'waiting') return 'waiting';
  return text.startsWith('waiting to be tried') ? 'retrying' : 'going';
}

/** The runs a text names by their ids. */
export function mentionedRuns(text: string): readonly string[] {
  return text.match(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g) ?? [];
}
