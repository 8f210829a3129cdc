import { eq, sql } from 'drizzle-orm';
import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import { settings } from '../db/schema/settings.ts';

/** Facts the product keeps for itself, by key. */
export interface Facts {
  get(key: string): unknown;
  set(key: string, value: NonNullable<unknown>): void;
}

export function makeFacts({ audit, clock }: { audit: Audit; clock: Clock }): Facts {
  return {
    get: (key) => audit.read.select({ value: settings.value }).from(settings).where(eq(settings.key, key)).get()?.value,
    set: (key, value) =>
      audit.write('a measurement is cached', ({ tx }) => {
        const row = { key, value, updatedAt: clock.now() };
        tx.insert(settings)
          .values(row)
          .onConflictDoUpdate({ target: settings.key, set: { value: sql`excluded.value`, updatedAt: row.updatedAt } })
          .run();
      }),
  };
}

/** Marks what belongs to this data directory in engines that several may share; made once, never changed. */
export function getInstanceId(facts: Facts): string {
  const known = facts.get('instance.id');
  if (typeof known === 'string') return known;
  const made = newId();
  facts.set('instance.id', made);
  return made;
}
