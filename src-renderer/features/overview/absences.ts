import type { Occurrence } from '#contract/jobs.ts';

/** A time in which nothing could fire, as far as something was due in it. */
export interface Absence {
  /** Automa was not running, or the machine slept or stood still. */
  kind: 'off' | 'asleep';
  from: number;
  to: number;
  /** Instants nothing ran for. */
  missed: number;
  /** Instants that were run afterwards, or taken into a later run. */
  madeUp: number;
}

type Told = Pick<Occurrence, 'outcome' | 'cause' | 'count'>;

/** As the ledger writes it: schedule/absence.ts. */
const words = /\b(Automa was off|nothing looked) from (\S+?) to ([^\s;]+)/;

/** When nobody was there in the time the ledger speaks of, earliest first; looks of the same absence are one. */
export function findAbsences(occurrences: readonly Told[]): readonly Absence[] {
  const told = occurrences.flatMap(readAbsence).toSorted((a, b) => a.from - b.from);
  const merged: Absence[] = [];
  for (const next of told) {
    const last = merged.at(-1);
    if (last === undefined || next.from > last.to || next.kind !== last.kind) {
      merged.push({ ...next });
      continue;
    }
    last.to = Math.max(last.to, next.to);
    last.missed += next.missed;
    last.madeUp += next.madeUp;
  }
  return merged;
}

function readAbsence({ outcome, cause, count = 1 }: Told): readonly Absence[] {
  const [, what, from = '', to = ''] = words.exec(cause ?? '') ?? [];
  const span = { from: Date.parse(from), to: Date.parse(to) };
  if (what === undefined || Number.isNaN(span.from) || Number.isNaN(span.to)) return [];
  const isMissed = outcome === 'missed';
  const kind = what === 'Automa was off' ? 'off' : 'asleep';
  return [{ kind, ...span, missed: isMissed ? count : 0, madeUp: isMissed ? 0 : count }];
}
