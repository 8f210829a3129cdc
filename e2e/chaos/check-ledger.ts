import { openStateFile } from './open-state-file.ts';

interface Row {
  triggerId: string;
  at: number;
  count: number | null;
  outcome: string;
  runs: number;
}

/** With these an instant has its one run; with all others it has none. */
export const firedOutcomes: readonly string[] = ['ran', 'replaced', 'cancelled'];

/**
 * The ledger against each trigger's own instants, computed here anew: none missing up to the moment until which
 * everything was decided, none twice, none that is not its; at most one run for each, and none left undecided.
 */
export function checkLedger(dataDir: string, decidedUntilAt: number): string[] {
  using state = openStateFile(dataDir);
  const triggers = state.all<{ id: string; name: string; expr: string; createdAt: number }>(
    `select triggers.id, jobs.name, expr, triggers.created_at as createdAt
     from triggers join jobs on jobs.id = job_id where kind = 'interval'`,
  );
  const rows = state.all<Row>(
    `select trigger_id as triggerId, scheduled_for as at, count, outcome,
            (select count(*) from runs where runs.trigger_id = occurrences.trigger_id and runs.scheduled_for = occurrences.scheduled_for
                                         and origin_reason in ('schedule', 'catch-up')) as runs
     from occurrences order by scheduled_for`,
  );
  const strays = state.all<{ id: string }>(
    `select id from runs where trigger_id is not null
       and not exists (select 1 from occurrences where run_id = runs.id and occurrences.trigger_id = runs.trigger_id)`,
  );
  return [
    ...strays.map(({ id }) => `run ${id} is of a trigger whose ledger does not know it`),
    ...triggers.flatMap(({ id, name, expr, createdAt }) => {
      const own = rows.filter(({ triggerId }) => triggerId === id);
      return checkTrigger(own, { stepMs: Number(/^PT(\d+)S$/.exec(expr)?.[1]) * 1_000, createdAt, decidedUntilAt }).map(
        (problem) => `${name}, ${expr}: ${problem}`,
      );
    }),
  ];
}

/** What the instants and events came to, as `120 ran, 12 skipped (overlap)`: a check that met little has shown little. */
export function describeLedger(dataDir: string): string {
  using state = openStateFile(dataDir);
  const sums = state.all<{ outcome: string; reason: string | null; n: number }>(
    'select outcome, reason, sum(coalesce(count, 1)) as n from occurrences group by outcome, reason order by n desc',
  );
  return sums.map(({ outcome, reason, n }) => `${n} ${outcome}${reason === null ? '' : ` (${reason})`}`).join(', ');
}

function checkTrigger(
  own: readonly Row[],
  { stepMs, createdAt, decidedUntilAt }: { stepMs: number; createdAt: number; decidedUntilAt: number },
): string[] {
  const instants = own.flatMap(({ at, count }) =>
    Array.from({ length: count ?? 1 }, (_, index) => at + index * stepMs),
  );
  const dueCount = Math.max(instants.length, Math.floor((decidedUntilAt - createdAt) / stepMs));
  const wanted = Array.from({ length: dueCount }, (_, index) => createdAt + (index + 1) * stepMs);
  const wrong = wanted.findIndex((at, index) => instants[index] !== at);
  const problems = wrong < 0 ? [] : [`instant ${wrong + 1} of ${dueCount} is ${instants[wrong]}, not ${wanted[wrong]}`];
  if (own.length < 3) problems.push(`only ${own.length} rows in the ledger`);
  for (const { at, outcome, runs } of own) {
    if (runs !== (firedOutcomes.includes(outcome) ? 1 : 0) || outcome === 'pending')
      problems.push(`${new Date(at).toISOString()} is ${outcome} with ${runs} runs`);
  }
  return problems;
}
