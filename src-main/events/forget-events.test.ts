import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestAudit, type TestAudit } from '../audit/open-test-audit.ts';
import { events } from '../db/schema/events.ts';
import { publishInside } from './event-store.ts';
import { forgetEvents } from './forget-events.ts';
import { appStarted } from './system-events.ts';

const dayMs = 24 * 3_600_000;

let bed: TestAudit;
beforeEach(() => {
  bed = openTestAudit(Date.now()); // ids never go back behind those this process made before
});
afterEach(() => bed.close());

const tell = (count: number, at: number) =>
  bed.audit.write('an event is told', (transaction) => {
    for (let n = 0; n < count; n++) publishInside(transaction, appStarted(`${at}`), at);
  });
const forget = (now: number, signal = new AbortController().signal) => forgetEvents(bed.audit, { now, signal });
const counted = () => bed.audit.read.$count(events);

describe('old events', () => {
  it('are forgotten after 30 days, however many they are', async () => {
    const now = bed.clock.now();
    tell(1_200, now);
    tell(3, now + dayMs);
    await forget(now + 30 * dayMs - 1_000);
    expect(await counted()).toBe(1_203);
    await forget(now + 30 * dayMs + 60_000);
    expect(await counted()).toBe(3);
  });

  it('are forgotten beyond the newest 100,000', async () => {
    const now = bed.clock.now();
    tell(100_700, now);
    const oldest = () => bed.audit.read.select({ id: events.id }).from(events).orderBy(events.id).limit(1).all();
    const [first] = oldest();
    await forget(now + 1_000);
    expect(await counted()).toBe(100_000);
    expect(oldest()[0]?.id).not.toBe(first?.id);
    await forget(now + 1_000);
    expect(await counted()).toBe(100_000);
  }, 60_000);

  it('stay while the host is being stopped', async () => {
    tell(3, bed.clock.now());
    await forget(bed.clock.now() + 60 * dayMs, AbortSignal.abort());
    expect(await counted()).toBe(3);
  });
});
