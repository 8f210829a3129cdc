import type { LogStream } from '#contract/runs.ts';
import type { Clock } from '../../base/clock.ts';
import type { LogHead } from '../../db/logs-database.ts';
import { type ChunkWriter, fittingBytes } from './chunk-writer.ts';
import type { Lines } from './line-splitter.ts';

/** Decides which lines are kept, and says in the log itself what is missing. */
export interface LogKeeper {
  keep(lines: Pick<Lines, 'text' | 'continues'>, stream: 'stdout' | 'stderr'): void;
  /** Text that was not even cut into lines, because the log is full. */
  drop(textBytes: number): void;
  isFull(): boolean;
  /** A line of our own. */
  note(text: string): void;
  /** Says what is missing and was not spoken of yet. */
  tellMissing(): void;
}

/** Our own lines still fit when the script has filled the log; they are bounded too, for scripts can cause them. */
const noteBytes = 64 * 1024;
const noteCharacters = 4_000;

/** Writes to `writer` and counts in `head`. While `isBlocked`, lines are lost: they can be stored nowhere. */
export function makeLogKeeper(options: {
  head: LogHead;
  writer: ChunkWriter;
  capBytes: number;
  clock: Clock;
  isBlocked: () => boolean;
}): LogKeeper {
  const { head, writer, capBytes, clock, isBlocked } = options;

  const add = (text: Buffer, stream: LogStream, continues: boolean) => {
    writer.append(text, { stream, attempt: head.attempt, at: clock.now(), continues });
    head.lines = writer.lines();
    head.textBytes += text.length;
  };
  const say = (text: string) => add(Buffer.from(`${text}\n`), 'system', false);
  const drop = (textBytes: number) => {
    if (head.droppedBytes === 0)
      say(`The log has reached its limit of ${inWords(capBytes)}. What follows is not kept.`);
    head.droppedBytes += textBytes;
  };
  const tellMissing = () => {
    const missing = head.droppedBytes + head.lostBytes - head.toldBytes;
    if (missing === 0) return;
    head.toldBytes += missing;
    const why = head.droppedBytes > 0 ? 'the log was full' : 'they could not be stored';
    say(`${inWords(missing)} of output are missing here: ${why}.`);
  };

  return {
    keep: ({ text, continues }, stream) => {
      if (text.length === 0) return;
      if (head.droppedBytes > 0) {
        drop(text.length);
        return;
      }
      if (isBlocked()) {
        head.lostBytes += text.length;
        return;
      }
      tellMissing();
      const fits = fittingBytes(text, capBytes - head.textBytes);
      if (fits > 0) add(text.subarray(0, fits), stream, continues);
      if (fits < text.length) drop(text.length - fits);
    },
    drop,
    isFull: () => head.droppedBytes > 0,
    note: (text) => {
      if (isBlocked() || head.textBytes > capBytes + noteBytes) return;
      for (const line of text.slice(0, noteCharacters).split('\n')) say(line);
    },
    tellMissing,
  };
}

function inWords(bytes: number): string {
  const mebibyte = 1024 * 1024;
  return bytes % mebibyte === 0 ? `${bytes / mebibyte} MiB` : `${bytes.toLocaleString('en-US')} bytes`;
}
