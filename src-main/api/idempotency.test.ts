import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestAccess, type TestAccess } from '../access/open-test-access.ts';
import { idempotencyKeys } from '../db/schema/users.ts';
import { auditContextOf, type CallContext, type Core } from './call-context.ts';
import { answerOnce } from './idempotency.ts';

let test: TestAccess;
beforeEach(() => {
  test = openTestAccess();
});
afterEach(() => test.close());

const resource = { type: 'run', id: 'run-1', name: 'nightly' };
const stored = () => test.audit.read.select().from(idempotencyKeys).all();

/** A call that starts a run; `after`: what happens between its commit and its answer. */
function start(after: () => void = () => {}) {
  const context: CallContext = {
    core: test as unknown as Core, // of the rooms only these are asked
    principal: test.access.localOwner(),
    via: 'http',
    ip: undefined,
    requestId: 'request-1',
    path: '',
    userAgent: undefined,
    presentedCookie: undefined,
    ifMatch: undefined,
    idempotencyKey: 'once',
    reply: {},
  };
  let starts = 0;
  const run = async () => {
    test.audit.transact(auditContextOf(context), ({ record }) => record({ action: 'run.start', resource }));
    starts += 1;
    after();
    return { run: 'run-1' };
  };
  const answer = answerOnce(context, { operation: 'jobs.runNow', input: {}, successStatus: 202, run });
  return answer.then((output) => ({ output, starts }));
}

it('that a key is used is stored with what the call does; where the answer was lost, the next call is told what was made', async () => {
  await start(() => expect(stored()).toMatchObject([{ status: 0, output: resource }]));
  expect(stored()).toMatchObject([{ status: 202, output: { run: 'run-1' } }]);
  expect(await start()).toEqual({ output: { run: 'run-1' }, starts: 0 });

  // as the process left it that died before it could answer
  const unanswered = { status: 0, output: resource };
  test.audit.write('an answer is remembered', ({ tx }) =>
    tx.update(idempotencyKeys).set(unanswered).where(eq(idempotencyKeys.operation, 'jobs.runNow')).run(),
  );
  await expect(start()).rejects.toThrow('made run run-1, then its answer was lost');
});

it('a call that fails after it has done something is not remembered', async () => {
  const fail = () => {
    throw new Error('too bad');
  };
  await expect(start(fail)).rejects.toThrow('too bad');
  expect(stored()).toEqual([]);
});
