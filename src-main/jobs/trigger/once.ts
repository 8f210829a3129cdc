import { invalid } from '../../base/errors.ts';
import { fireFixedTimes } from './dst-rule.ts';
import { formatReading, makeZone } from './local-time.ts';
import { singleSeries } from './series.ts';
import type { TriggerKindRules } from './trigger-times.ts';

/** An instant, or the wall clock of the zone reading a certain date and time. */
export const once: TriggerKindRules = {
  compile({ expr, timezone }) {
    const zone = makeZone(timezone);
    const { local, offset } = parseMoment(expr);
    if (offset !== null) return { zone, instants: singleSeries(Date.parse(expr)), localTimes: null };
    const localTimes = singleSeries(local);
    return { zone, instants: fireFixedTimes(zone, localTimes), localTimes };
  },

  describe({ expr }) {
    const { local, offset } = parseMoment(expr);
    const [date, clock] = formatReading(local).replace(/:00$/, '').split(' ');
    const suffix = offset === null ? '' : offset === 'Z' ? ' UTC' : ` UTC${offset}`;
    return `Once, on ${date} at ${clock}${suffix}`;
  },
};

const shape = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/;

function parseMoment(expr: string): { local: number; offset: string | null } {
  const [, reading = '', offset = null] = shape.exec(expr) ?? [];
  const local = Date.parse(`${reading}Z`);
  // Date.parse lets 30 February and 24:00 roll over into the next day; such a date is a slip of the pen.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(reading)) {
    throw invalid(
      'trigger.expr',
      `${JSON.stringify(expr.slice(0, 80))} is not a date and time; write 2026-12-24T18:00 for the wall clock of the zone, or an instant such as 2026-12-24T18:00:00Z`,
    );
  }
  return { local, offset };
}
