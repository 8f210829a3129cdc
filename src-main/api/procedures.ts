import { implement } from '@orpc/server';
import { contract } from '#contract/index.ts';
import type { Guard } from '#contract/procedure.ts';
import { RateLimitedError } from '../access/rate-limited-error.ts';
import { makeTurns } from '../base/turns.ts';
import type { CallContext } from './call-context.ts';
import { guardCall } from './guard.ts';
import { answerOnce } from './idempotency.ts';
import { refuseNonJson } from './refuse-non-json.ts';
import { toAppError, toCallerError } from './translate-error.ts';

/** Before each change, so that many of them let others be answered in between. */
export const takeTurn = makeTurns();

/**
 * The contract with its one root middleware: authentication, scope, rate and set-up first, then idempotency, then the
 * handler; whatever goes wrong leaves as an error of the contract.
 */
export const os = implement(contract)
  .$context<CallContext>()
  .use(async ({ context, path, procedure, next }, input, output) => {
    const guard: Guard = procedure['~orpc'].meta;
    try {
      await guardCall(context, { path, guard });
      refuseNonJson(input);
      if (procedure['~orpc'].route.method !== 'GET') await takeTurn();
      if (guard.idempotent !== true) return await next();
      const { successStatus = 200 } = procedure['~orpc'].route;
      return output(
        await answerOnce(context, {
          operation: path.join('.'),
          input,
          successStatus,
          run: async () => (await next()).output,
        }),
      );
    } catch (thrown) {
      const error = toAppError(thrown);
      const { core, requestId } = context;
      if (error === undefined) core.logger.error({ requestId, path: path.join('.'), error: thrown }, 'a call broke');
      if (error instanceof RateLimitedError) context.reply.retryAfterSeconds = error.retryAfterSeconds;
      throw toCallerError(error, requestId);
    }
  });
