import { basename } from 'node:path';
import { withEventMeta } from '@orpc/server';
import { AppError } from '../base/errors.ts';
import { checkInput } from '../runs/check-input.ts';
import { checkTree, toTreeFile } from '../scripts/source-tree.ts';
import { type CallContext, callerOf } from './call-context.ts';
import { os } from './procedures.ts';
import { whileAllowed } from './while-allowed.ts';

/** Downloads over RPC are held in memory and go out as one message; larger ones go by REST, which streams. */
const maxRpcFileBytes = 8 * 1024 * 1024;

export const runHandlers = os.runs.router({
  list: os.runs.list.handler(({ input, context }) => context.core.runs.list(callerOf(context), input)),
  startFile: os.runs.startFile.handler(async ({ input: { files, entrypoint, ...start }, context }) => {
    context.reply.status = 202;
    const tree = checkTree({ entrypoint, requirements: null, files: files.map(toTreeFile) });
    // Reading the script takes a moment, which a run without input need not wait for
    if (start.input !== undefined) checkInput(start.input, (await context.core.scripts.read(tree)).inputSchema);
    return {
      run: context.core.runs.show(context.core.runs.start.startFile(callerOf(context), { ...start, tree })),
      deduplicated: false,
    };
  }),
  get: os.runs.get.handler(({ input, context }) => context.core.runs.get(callerOf(context), input.id)),
  cancel: os.runs.cancel.handler(({ input, context }) => context.core.runs.cancel(callerOf(context), input)),
  rerun: os.runs.rerun.handler(({ input: { id, exact }, context }) => {
    context.reply.status = 202;
    return {
      run: context.core.runs.show(context.core.runs.start.rerun(callerOf(context), id, { exact })),
      deduplicated: false,
    };
  }),
  logs: os.runs.logs.handler(({ input: { id, ...query }, context, signal }) =>
    context.core.runs.logPage(callerOf(context), id, { ...query, signal }),
  ),
  followLogs: os.runs.followLogs.handler(({ input, context, signal, lastEventId }) => {
    context.core.runs.get(callerOf(context), input.id); // refuses here: once a stream has begun, its status is out
    const resumed = Number(lastEventId);
    const from = Number.isSafeInteger(resumed) && resumed > 0 ? resumed : input.from;
    return followLog(context, { id: input.id, from, signal });
  }),
  artifacts: os.runs.artifacts.handler(async ({ input, context }) => ({
    items: await context.core.runs.artifacts(callerOf(context), input.id),
  })),
  artifact: os.runs.artifact.handler(async ({ input, context }) => {
    await using file = await context.core.runs.openArtifact(callerOf(context), input.id, input.path);
    const { size } = await file.stat();
    if (size > maxRpcFileBytes)
      throw new AppError('too-large', `${input.path} has ${size} bytes; download it over REST`);
    return new File([new Uint8Array(await file.readFile())], basename(input.path), {
      type: 'application/octet-stream',
    });
  }),
});

/** Pages of a log as they come; each carries the line at which a reader that was cut off goes on. */
async function* followLog(
  context: CallContext,
  { id, from, signal }: { id: string; from: number; signal: AbortSignal | undefined },
) {
  using allowed = whileAllowed(context, signal);
  for await (const page of context.core.runs.followLog(callerOf(context), id, { from, signal: allowed.signal })) {
    yield withEventMeta(page, { id: String(page.nextFrom) });
  }
}
