import type { Audit } from './audit/audit.ts';
import type { Clock } from './base/clock.ts';
import type { Logger } from './base/logger.ts';
import type { Power } from './base/power.ts';
import { makeHostMetrics } from './events/host-metrics.ts';
import { makeLookAround } from './events/look-around.ts';
import { findLastRun } from './runs/last-run.ts';
import { type Backfill, makeBackfill } from './schedule/backfill.ts';
import { type Holding, makeHolding } from './schedule/hold.ts';
import { makeMatcher } from './schedule/match-published.ts';
import { makeTicker, type Ticker } from './schedule/ticker.ts';
import { type ConditionWatch, makeConditionWatch } from './schedule/watch-conditions.ts';
import type { ProductSettings } from './settings/product-settings.ts';
import type { Facts } from './settings/settings.ts';

/** What decides when something runs: instants, events, conditions, and the hold over all of them. */
export interface Scheduling {
  ticker: Ticker;
  conditions: ConditionWatch;
  holding: Holding;
  backfill: Backfill;
  match: ReturnType<typeof makeMatcher>;
}

/** Wires the room of the schedule; nothing ticks before it is started. */
export function openSchedule(options: {
  audit: Audit;
  clock: Clock;
  logger: Logger;
  power: Power;
  settings: Pick<ProductSettings, 'get'>;
  facts: Facts;
  dataDir: string;
  boot: string;
  /** Asks a live run to stop. */
  stop: (runId: string, reason: string) => void;
}): Scheduling {
  const { audit, clock, power, settings, dataDir } = options;
  const { onBattery } = power;
  const common = { ...options, onBattery };
  const holding = makeHolding(options);
  const lookAround = makeLookAround({
    clock,
    readMetrics: makeHostMetrics({ clock, dataDir, onBattery }),
    allowed: settings.get,
    findLastRun: (jobName, by) => findLastRun(audit.read, jobName, by),
  });
  return {
    holding,
    ticker: makeTicker({ ...common, holding }),
    conditions: makeConditionWatch({ ...common, lookAround }),
    backfill: makeBackfill({ audit, clock }),
    match: makeMatcher(common),
  };
}
