import { hash } from 'node:crypto';
import { and, eq, gt, lte } from 'drizzle-orm';
import { canonicalJson } from '../audit/canonical-json.ts';
import { invalid } from '../base/errors.ts';
import { idempotencyKeys } from '../db/schema/users.ts';
import type { CallContext } from './call-context.ts';

/** An answer is remembered this long (api.md "Concurrency"). */
const rememberedMs = 24 * 3_600_000;

/** Calls under way, so that two equal ones at the same moment are one. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Does a creating or starting call once per `Idempotency-Key`: the same key and input answer with the first result,
 * another input is 422. Failed calls are not remembered.
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
    const output = await call.run();
    core.audit.write('an answer is remembered', ({ tx }) => {
      tx.delete(idempotencyKeys)
        .where(lte(idempotencyKeys.createdAt, now - rememberedMs))
        .run();
      tx.insert(idempotencyKeys)
        .values({
          key,
          operation: call.operation,
          inputHash,
          status: reply.status ?? call.successStatus,
          output,
          createdAt: now,
        })
        .onConflictDoNothing()
        .run();
    });
    return output;
  }
}
