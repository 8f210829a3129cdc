import type { OutputSink } from '../sandbox.ts';
import { alignLog } from './align-log.ts';
import { type OutputStream, readLogs } from './attach.ts';
import { createDemultiplexer, type StreamName } from './demultiplexer.ts';
import type { OutputMark, OutputTaker } from './output-taker.ts';

/** Whose log is read. */
export interface LogSource {
  socketPath: string;
  containerId: string;
}

/** Follows the engine's log to the exit, taking what was not taken before; `mark` tells whether its beginning is gone. */
export async function followLog(
  source: LogSource,
  output: { taker: OutputTaker; sink: OutputSink; mark: OutputMark | undefined },
): Promise<OutputStream> {
  const { taker, sink, mark } = output;
  if (mark === undefined) return readLogs(source.socketPath, { ...source, follow: true }, taker.open());
  const { from, lostBytes } = alignLog(await collectLog(source), mark, taker.taken);
  if (lostBytes === undefined)
    sink.note('output was lost here: the engine keeps only the last 16 MiB; how much cannot be told');
  else if (lostBytes > 0)
    sink.note(`${lostBytes} bytes of output were lost here: the engine keeps only the last 16 MiB`);
  return readLogs(source.socketPath, { ...source, follow: true }, taker.open(from));
}

/** All the engine has now of both streams, at most its cap. */
async function collectLog(source: LogSource): Promise<Record<StreamName, Buffer>> {
  const chunks: Record<StreamName, Buffer[]> = { stdout: [], stderr: [] };
  const take = createDemultiplexer((stream, bytes) => void chunks[stream].push(bytes));
  await (await readLogs(source.socketPath, { ...source, follow: false }, take)).ended;
  return { stdout: Buffer.concat(chunks.stdout), stderr: Buffer.concat(chunks.stderr) };
}
