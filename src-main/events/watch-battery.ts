import type { Power } from '../base/power.ts';
import type { NewEvent } from './event-store.ts';
import { powerMoved } from './system-events.ts';

const lookEveryMs = 10_000;

/** Tells when the machine goes from mains to battery and back; answers how to stop. */
export function watchBattery(options: {
  tell: (events: readonly NewEvent[]) => void;
  power: Power;
  everyMs?: number;
}): () => void {
  const { tell, power, everyMs = lookEveryMs } = options;
  let wasOnBattery = power.onBattery();
  const timer = setInterval(() => {
    const isOnBattery = power.onBattery();
    if (isOnBattery === wasOnBattery) return;
    wasOnBattery = isOnBattery;
    tell([powerMoved(isOnBattery ? 'on-battery' : 'on-mains')]);
  }, everyMs).unref();
  return () => clearInterval(timer);
}
