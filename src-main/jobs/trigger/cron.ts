import { cronLocalTimes } from './cron-local-times.ts';
import { parseCronPattern } from './cron-pattern.ts';
import { describeCron } from './describe-cron.ts';
import { fireEveryPass, fireFixedTimes } from './dst-rule.ts';
import { makeZone } from './local-time.ts';
import type { TriggerKindRules } from './trigger-times.ts';

/** croner's dialect, evaluated on the wall clock; our own DST rule makes instants of it. */
export const cron: TriggerKindRules = {
  compile({ expr, timezone }) {
    const zone = makeZone(timezone);
    const pattern = parseCronPattern(expr);
    const localTimes = cronLocalTimes(pattern);
    // Only a bare `*` means "every hour"; `*/n` and lists name hours.
    if (pattern.fields[2] === '*') return { zone, instants: fireEveryPass(zone, localTimes), localTimes: null };
    return { zone, instants: fireFixedTimes(zone, localTimes), localTimes };
  },

  describe: ({ expr }) => describeCron(expr),
};
