import { openStateFile } from './open-state-file.ts';

interface Row {
  triggerId: string;
  at: number;
  until: number | null;
  count: number | null;
  outcome: string;
  runs: number;
}

/**
 * The ledger against the trigger's own instants, computed here anew: none missing, none twice, none that is not its;
 * and at most one run for each.
 */
export function checkLedger(dataDir: string): string[] {
  using state = openStateFile(dataDir);
  const triggers = state.all<{ id: string; expr: string; createdAt: number }>(
    'select id, expr, created_at as createdAt from triggers',
  );
  const rows = state.all<Row>(
    `select trigger_id as triggerId, scheduled_for as at, until, count, outcome,
            (select count(*) from runs where runs.trigger_id = occurrences.trigger_id and runs.scheduled_for = occurrences.scheduled_for
                                         and origin_reason in ('schedule', 'catch-up')) as runs
     from occurrences order by scheduled_for`,
  );
  return triggers.flatMap(({ id, expr, createdAt }) => {
    const stepMs = Number(/^PT(\d+)S$/.exec(expr)?.[1]) * 1_000;
    const own = rows.filter(({ triggerId }) => triggerId === id);
    const instants = own.flatMap(({ at, count }) =>
      Array.from({ length: count ?? 1 }, (_, index) => at + index * stepMs),
    );
    const wanted = Array.from({ length: instants.length }, (_, index) => createdAt + (index + 1) * stepMs);
    const wrong = wanted.findIndex((at, index) => instants[index] !== at);
    const problems =
      wrong < 0 ? [] : [`${expr}: instant ${wrong + 1} is ${instants[wrong]} instead of ${wanted[wrong]}`];
    if (own.length < 3) problems.push(`${expr}: only ${own.length} rows in the ledger`);
    for (const { at, outcome, runs } of own) {
      const isFired = ['pending', 'ran', 'cancelled'].includes(outcome);
      if (runs !== (isFired ? 1 : 0) || outcome === 'pending')
        problems.push(`${expr}: ${new Date(at).toISOString()} is ${outcome} with ${runs} runs`);
    }
    return problems;
  });
}
