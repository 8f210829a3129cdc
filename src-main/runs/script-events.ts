import { and, count, eq, sql } from 'drizzle-orm';
import { EventType } from '#contract/events.ts';
import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { coerceError } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { events } from '../db/schema/events.ts';
import { publishInside } from '../events/event-store.ts';
import { isSystemType } from '../events/system-events.ts';
import type { RunRow } from './queue-run.ts';

/** Publishes what a script tells with `automa.event`. */
export interface ScriptEvents {
  /** `place` names the control line it came on: read a second time after a crash, it is the same event. */
  publish(told: { type: string; payload?: unknown }, place: string): void;
  /** The attempt is over: says how many were left out. */
  end(): void;
}

/** A script in a tight loop must not become a flood of runs. */
const maxPerAttempt = 100;

/** For one attempt, also one that another process was watching. `note` writes a system line into its log. */
export function makeScriptEvents(
  { audit, clock }: { audit: Audit; clock: Clock },
  run: RunRow,
  note: (text: string) => void,
): ScriptEvents {
  const keyPrefix = `run:${run.id}:${run.attempt}:`;
  /** Unknown until it tells the first one. */
  let published: number | undefined;
  let dropped = 0;

  return {
    publish: (told, place) => {
      const refusal = refusalOf(told.type);
      if (refusal !== undefined) {
        note(`the event ${JSON.stringify(told.type.slice(0, 200))} is not published: ${refusal}`);
        return;
      }
      published ??= countOf(audit.read, run.id, keyPrefix);
      if (published >= maxPerAttempt) {
        dropped += 1;
        if (dropped === 1) note(`an attempt may publish ${maxPerAttempt} events; ${told.type} and what follows is not`);
        return;
      }
      try {
        const { isNew } = audit.write('an event is told', (transaction) =>
          publishInside(
            transaction,
            {
              type: told.type,
              source: `script:${run.title}`,
              subject: null,
              payload: told.payload ?? {},
              depth: run.eventDepth,
              runId: run.id,
              dedupeKey: `${keyPrefix}${place}`,
              ownerId: run.ownerId,
              visibility: run.visibility,
            },
            clock.now(),
          ),
        );
        if (isNew) published += 1;
      } catch (thrown) {
        note(`the event ${told.type} could not be stored: ${coerceError(thrown).message}`);
      }
    },
    end: () => {
      if (dropped > 1) note(`${dropped} events were not published`);
    },
  };
}

function refusalOf(type: string): string | undefined {
  if (isSystemType(type)) return "types that begin so are the system's own";
  const read = EventType.safeParse(type);
  return read.success ? undefined : (read.error.issues[0]?.message ?? 'it is no type');
}

function countOf(read: ReadDb, runId: string, keyPrefix: string): number {
  const ofAttempt = sql`substr(${events.dedupeKey}, 1, ${keyPrefix.length}) = ${keyPrefix}`;
  const row = read
    .select({ published: count() })
    .from(events)
    .where(and(eq(events.runId, runId), ofAttempt))
    .get();
  return row?.published ?? 0;
}
