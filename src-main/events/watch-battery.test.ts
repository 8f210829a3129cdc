import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { watchBattery } from './watch-battery.ts';

it('going to battery and back is told once each', async () => {
  const told: string[] = [];
  let isOnBattery = false;
  const stop = watchBattery({
    tell: (events) => told.push(...events.map(({ type }) => type)),
    power: { onBattery: () => isOnBattery },
    everyMs: 1,
  });
  const until = async (count: number) => {
    for (const deadline = performance.now() + 5_000; told.length < count && performance.now() < deadline; )
      await delay(1);
  };
  isOnBattery = true;
  await until(1);
  isOnBattery = false;
  await until(2);
  stop();
  isOnBattery = true;
  await delay(10);
  expect(told).toEqual(['power.on-battery', 'power.on-mains']);
});
