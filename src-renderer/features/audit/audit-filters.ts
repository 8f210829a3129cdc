import { oneOf, readSearch, text, whole } from '../../lib/search-params.ts';

/** What of the log is shown, as it stands in the address. */
export const readAuditFilters = readSearch({
  actor: text(200),
  action: text(200),
  type: oneOf(['job', 'run', 'agent', 'script', 'user', 'token', 'session', 'audit']),
  outcome: oneOf(['ok', 'denied', 'failed']),
  since: oneOf(['day', 'week', 'month']),
  /** The entry that is open. */
  entry: whole(1),
});

export type AuditFilters = ReturnType<typeof readAuditFilters>;

const dayMs = 86_400_000;
const spans = { day: dayMs, week: 7 * dayMs, month: 30 * dayMs };

/** The filters as the core takes them. `now` is cut to the minute, so that the same question is asked again. */
export function toAuditInput({ actor, action, type, outcome, since }: AuditFilters, now: number) {
  const from = since === undefined ? undefined : Math.floor((now - spans[since]) / 60_000) * 60_000;
  return {
    ...(actor !== undefined && { actor }),
    ...(action !== undefined && { action }),
    ...(type !== undefined && { resourceType: type }),
    ...(outcome !== undefined && { outcome }),
    ...(from !== undefined && { from: new Date(from).toISOString() }),
  };
}
