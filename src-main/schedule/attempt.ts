import { sql } from 'drizzle-orm';
import { coerceError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { WriteDb } from '../db/database.ts';
import { isOfTheFile } from '../db/sqlite-code.ts';

/** One of the things a batch decides about: a job, an event, a row that waited. */
export interface Part {
  what: 'job' | 'event' | 'occurrence' | 'trigger';
  id: string;
  /** Puts it out of the way, so that it is not met again; `error` says why. */
  giveUp: (error: Error) => void;
}

/** Decides about one part of a batch. */
export type Attempt = (part: Part, decide: () => void) => void;

/** A failure undoes the whole batch. */
export const attemptTogether: Attempt = (_part, decide) => decide();

/**
 * A failure is that of the part alone: one job that cannot be decided about must not keep all others from running.
 * What the file itself refuses, a full disk say, is everyone's and is thrown on.
 */
export function attemptEach(tx: WriteDb, logger: Logger): Attempt {
  return ({ what, id, giveUp }, decide) => {
    tx.run(sql`savepoint part`);
    try {
      decide();
    } catch (thrown) {
      if (isOfTheFile(thrown)) throw thrown;
      const error = coerceError(thrown);
      logger.error({ [what]: id, error }, 'could not be decided about, and is left out');
      tx.run(sql`rollback to part`);
      giveUp(error);
    }
    tx.run(sql`release part`);
  };
}
