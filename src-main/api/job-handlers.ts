import type { BulkAction } from '#contract/jobs.ts';
import type { Caller } from '../access/caller.ts';
import { findUsualRunMs } from '../runs/usual-run.ts';
import { listOccurrences } from '../schedule/list-occurrences.ts';
import { type CallContext, type Core, callerOf, tagged } from './call-context.ts';
import { requireScope } from './guard.ts';
import { os, takeTurn } from './procedures.ts';
import { toAppError } from './translate-error.ts';

const jobsOf = (context: CallContext) => context.core.jobs;
/** The row's revision goes into the ETag; changes answer with the job as it is after them. */
const show = (context: CallContext, id: string) =>
  jobsOf(context).toContract(tagged(context, jobsOf(context).get(callerOf(context), id)));

export const jobHandlers = os.jobs.router({
  list: os.jobs.list.handler(({ input, context }) => jobsOf(context).list(callerOf(context), input)),
  create: os.jobs.create.handler(({ input, context }) =>
    show(context, jobsOf(context).create(callerOf(context), input).id),
  ),
  get: os.jobs.get.handler(({ input, context }) => show(context, input.id)),
  replace: os.jobs.replace.handler(({ input: { id, ...fields }, context }) =>
    show(context, jobsOf(context).replace(callerOf(context), id, fields).id),
  ),
  update: os.jobs.update.handler(({ input: { id, ...fields }, context }) =>
    show(context, jobsOf(context).update(callerOf(context), id, fields).id),
  ),
  remove: os.jobs.remove.handler(({ input, context }) => {
    jobsOf(context).remove(callerOf(context), input.id);
    return {};
  }),
  runNow: os.jobs.runNow.handler(({ input: { id, ...start }, context }) => {
    const { run, deduplicated } = context.core.runs.start.startJob(callerOf(context), id, start);
    context.reply.status = deduplicated ? 200 : 202;
    return { run: context.core.runs.show(run), deduplicated };
  }),
  pause: os.jobs.pause.handler(({ input: { id, ...options }, context }) =>
    show(context, jobsOf(context).pause(callerOf(context), id, options).id),
  ),
  resume: os.jobs.resume.handler(({ input, context }) =>
    show(context, jobsOf(context).resume(callerOf(context), input.id).id),
  ),
  snooze: os.jobs.snooze.handler(({ input: { id, ...options }, context }) =>
    show(context, jobsOf(context).snooze(callerOf(context), id, options).id),
  ),
  skipNext: os.jobs.skipNext.handler(({ input, context }) =>
    show(context, jobsOf(context).skipNext(callerOf(context), input.id).id),
  ),
  unskipNext: os.jobs.unskipNext.handler(({ input, context }) =>
    show(context, jobsOf(context).unskipNext(callerOf(context), input.id).id),
  ),
  duplicate: os.jobs.duplicate.handler(({ input: { id, ...options }, context }) =>
    show(context, jobsOf(context).duplicate(callerOf(context), id, options).id),
  ),
  bulk: os.jobs.bulk.handler(async ({ input: { ids, action }, context }) => {
    if (action === 'run-now') requireScope(context, { name: 'jobs.bulk', scope: 'jobs:run' });
    const caller = { ...callerOf(context), ifRevision: undefined }; // that of the whole says nothing of each
    const results: ReturnType<typeof attemptEach>[] = [];
    for (const id of ids) {
      await takeTurn();
      results.push(attemptEach(id, () => bulkActs[action](context.core, caller, id)));
    }
    return { results };
  }),
  backfill: os.jobs.backfill.handler(({ input: { id, from, to, ...how }, context }) => {
    const window = { ...how, fromAt: Date.parse(from), toAt: Date.parse(to) };
    return { instants: context.core.backfill(callerOf(context), id, window) };
  }),
  cancel: os.jobs.cancel.handler(({ input: { id, ...options }, context }) =>
    show(context, jobsOf(context).cancel(callerOf(context), id, options).id),
  ),
  executions: os.jobs.executions.handler(({ input: { id, ...page }, context }) => {
    const caller = callerOf(context);
    const job = jobsOf(context).get(caller, id);
    return context.core.runs.list(caller, { ...page, jobId: job.id });
  }),
  occurrences: os.jobs.occurrences.handler(({ input: { id, ...range }, context }) => {
    const job = jobsOf(context).get(callerOf(context), id);
    return listOccurrences(context.core.audit.read, job, { ...range, now: context.core.clock.now() });
  }),
  preview: os.jobs.preview.handler(({ input: { agentId, ...asked }, context }) => {
    const { core } = context;
    const agent = agentId === undefined ? undefined : core.agents.get(callerOf(context), agentId);
    const usualRunMs = agent === undefined ? undefined : findUsualRunMs(core.audit.read, agent.id);
    return jobsOf(context).preview(callerOf(context), { ...asked, usualRunMs });
  }),
});

/** What a bulk does to one job; answers the run it started, if it did. */
const bulkActs: Record<BulkAction, (core: Core, caller: Caller, id: string) => string | undefined> = {
  'run-now': ({ runs }, caller, id) => runs.start.startJob(caller, id, { ifBusy: 'queue' }).run.id,
  pause: ({ jobs }, caller, id) => void jobs.pause(caller, id, { queued: 'keep' }),
  resume: ({ jobs }, caller, id) => void jobs.resume(caller, id),
  'skip-next': ({ jobs }, caller, id) => void jobs.skipNext(caller, id),
  cancel: ({ jobs }, caller, id) => void jobs.cancel(caller, id, { runs: 'finish' }),
  delete: ({ jobs }, caller, id) => void jobs.remove(caller, id),
};

/** What the contract promises to refuse is the answer about this one job; a fault is one for all. */
function attemptEach(id: string, act: () => string | undefined) {
  try {
    const runId = act();
    return { id, ok: true, ...(runId === undefined ? {} : { runId }) };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error === undefined) throw thrown;
    return { id, ok: false, message: error.message };
  }
}
