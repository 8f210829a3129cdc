import { listOccurrences } from '../schedule/list-occurrences.ts';
import { type CallContext, callerOf, tagged } from './call-context.ts';
import { os } from './procedures.ts';

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
    context.reply.status = 202;
    return {
      run: context.core.runs.show(context.core.runs.start.startJob(callerOf(context), id, start)),
      deduplicated: false,
    };
  }),
  pause: os.jobs.pause.handler(({ input: { id, ...options }, context }) =>
    show(context, jobsOf(context).pause(callerOf(context), id, options).id),
  ),
  resume: os.jobs.resume.handler(({ input, context }) =>
    show(context, jobsOf(context).resume(callerOf(context), input.id).id),
  ),
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
    return { items: listOccurrences(context.core.audit.read, job, { ...range, now: context.core.clock.now() }) };
  }),
  preview: os.jobs.preview.handler(({ input, context }) => jobsOf(context).preview(input)),
});
