import { hash } from 'node:crypto';
import { and, eq, gt, lte } from 'drizzle-orm';
import type { AuditEntry } from '#contract/audit.ts';
import { canonicalJson } from '../audit/canonical-json.ts';
import { dayMs } from '../base/clock.ts';
import { AppError, invalid } from '../base/errors.ts';
import type { WriteDb } from '../db/database.ts';
import { idempotencyKeys } from '../db/schema/users.ts';
import type { CallContext } from './call-context.ts';

/** An answer is remembered this long (api.md "Concurrency"). */
const rememberedMs = dayMs;

/** Calls under way, so that two equal ones at the same moment are one. */
const underWay = new Map<string, Promise<unknown>>();

/** In place of the status, while a call has done something and its answer is not known yet. */
const unanswered = 0;

/**
 * Does a creating or starting call once per `Idempotency-Key`: the same key and input answer with the first result,
 * another input is 422. That the key is used is stored with the first thing the call does: where the process dies
 * before it answers, the next call is a 409 that names what was made. Failed calls are not remembered.
 */
export async function answerOnce<Output>(
  context: CallContext,
  call: { operation: string; input: unknown; successStatus: number; run: () => Promise<Output> },
): Promise<Output> {
  const { core, principal, idempotencyKey, reply } = context;
  if (idempotencyKey === undefined || principal === undefined) return call.run();
  if (!/^[\x21-\x7e]{1,200}$/.test(idempotencyKey))
    throw invalid('Idempotency-Key', 'must be 1 to 200 printable ASCII characters');

  const key = `${principal.userId}:${idempotencyKey}`;
  const inputHash = hash('sha256', canonicalJson(call.input ?? null), 'hex');
  // Whoever waited looks again: of many equal calls that saw one fail only one may try next
  for (let other = underWay.get(key); other !== undefined; other = underWay.get(key)) await other.catch(() => {});
  const now = core.clock.now();
  const known = core.audit.read
    .select()
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.key, key), gt(idempotencyKeys.createdAt, now - rememberedMs)))
    .get();
  if (known !== undefined) {
    if (known.operation !== call.operation || known.inputHash !== inputHash) {
      throw invalid('Idempotency-Key', 'was used for another request already; send a new key');
    }
    if (known.status === unanswered) throw lost(known.output);
    reply.status = known.status;
    return known.output as Output; // what this very operation answered
  }
  const running = doAndRemember();
  underWay.set(key, running);
  try {
    return await running;
  } finally {
    underWay.delete(key);
  }

  async function doAndRemember(): Promise<Output> {
    let hasActed = false;
    context.within = (tx, [first]) => {
      keep(tx, { status: unanswered, output: first?.resource });
      hasActed = true;
    };
    try {
      const output = await call.run();
      const answer = { status: reply.status ?? call.successStatus, output };
      core.audit.write('an answer is remembered', ({ tx }) => keep(tx, answer));
      return output;
    } catch (thrown) {
      if (hasActed)
        core.audit.write('an answer is remembered', ({ tx }) =>
          tx.delete(idempotencyKeys).where(eq(idempotencyKeys.key, key)).run(),
        );
      throw thrown;
    } finally {
      context.within = undefined;
    }
  }

  /** The first thing a call has done stands until its answer does. */
  function keep(tx: WriteDb, answer: { status: number; output: unknown }): void {
    tx.delete(idempotencyKeys)
      .where(lte(idempotencyKeys.createdAt, now - rememberedMs))
      .run();
    const insert = tx
      .insert(idempotencyKeys)
      .values({ key, operation: call.operation, inputHash, createdAt: now, ...answer });
    if (answer.status === unanswered) insert.onConflictDoNothing().run();
    else insert.onConflictDoUpdate({ target: idempotencyKeys.key, set: answer }).run();
  }
}

function lost(made: unknown): AppError {
  const { type, id } = made as AuditEntry['resource']; // what `within` stored
  return new AppError(
    'conflict',
    `the call that had this Idempotency-Key made ${type} ${id}, then its answer was lost; look there before you send a new key`,
  );
}
