import { toScript } from '../scripts/script-store.ts';
import { type CallContext, callerOf, tagged } from './call-context.ts';
import { os } from './procedures.ts';

const scriptsOf = (context: CallContext) => context.core.scripts;

export const scriptHandlers = os.scripts.router({
  list: os.scripts.list.handler(({ input, context }) => scriptsOf(context).list(callerOf(context), input)),
  create: os.scripts.create.handler(async ({ input, context }) =>
    toScript(tagged(context, await scriptsOf(context).create(callerOf(context), input))),
  ),
  get: os.scripts.get.handler(({ input, context }) =>
    toScript(tagged(context, scriptsOf(context).get(callerOf(context), input.id))),
  ),
  replace: os.scripts.replace.handler(({ input: { id, ...fields }, context }) =>
    toScript(tagged(context, scriptsOf(context).update(callerOf(context), id, fields))),
  ),
  update: os.scripts.update.handler(({ input: { id, ...fields }, context }) =>
    toScript(tagged(context, scriptsOf(context).update(callerOf(context), id, fields))),
  ),
  remove: os.scripts.remove.handler(({ input, context }) => {
    scriptsOf(context).remove(callerOf(context), input.id);
    return {};
  }),
  draft: os.scripts.draft.handler(({ input, context }) => {
    tagged(context, scriptsOf(context).get(callerOf(context), input.id));
    return scriptsOf(context).draft(callerOf(context), input.id);
  }),
  saveDraft: os.scripts.saveDraft.handler(async ({ input: { id, ...content }, context }) => {
    const draft = await scriptsOf(context).saveDraft(callerOf(context), id, content);
    tagged(context, scriptsOf(context).get(callerOf(context), id));
    return draft;
  }),
  validate: os.scripts.validate.handler(({ input: { id, ...content }, context }) =>
    scriptsOf(context).validate(callerOf(context), id, content),
  ),
  upload: os.scripts.upload.handler(async ({ input, context }) => {
    const caller = callerOf(context);
    const bytes = Buffer.from(await input.artifact.arrayBuffer());
    const draft = await scriptsOf(context).upload(caller, input.id, {
      fileName: input.artifact.name,
      bytes,
      entrypoint: input.entrypoint,
    });
    if (!input.publish) return { draft, version: null };
    const { version } = await scriptsOf(context).publish(caller, input.id, {
      changelog: input.changelog,
      activate: true,
    });
    return { draft, version };
  }),
  versions: os.scripts.versions.handler(({ input, context }) => ({
    items: scriptsOf(context).versions(callerOf(context), input.id),
  })),
  publish: os.scripts.publish.handler(async ({ input: { id, ...options }, context }) => {
    const published = await scriptsOf(context).publish(callerOf(context), id, options);
    context.reply.status = published.created ? 201 : 200;
    return published;
  }),
  version: os.scripts.version.handler(({ input, context }) =>
    scriptsOf(context).version(callerOf(context), input.id, input.number),
  ),
  activate: os.scripts.activate.handler(({ input, context }) =>
    toScript(tagged(context, scriptsOf(context).activate(callerOf(context), input.id, input.number))),
  ),
  diff: os.scripts.diff.handler(({ input: { id, ...sides }, context }) => ({
    files: scriptsOf(context).diff(callerOf(context), id, sides),
  })),
  testRun: os.scripts.testRun.handler(({ input: { id, ...start }, context }) => {
    context.reply.status = 202;
    return {
      run: context.core.runs.show(context.core.runs.start.startTest(callerOf(context), id, start)),
      deduplicated: false,
    };
  }),
});
