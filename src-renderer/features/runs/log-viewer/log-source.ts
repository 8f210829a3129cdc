import type { LogLine, LogPage, LogStream } from '#contract/runs.ts';

export interface LogQuery {
  from: number;
  limit: number;
  q?: string;
  stream?: LogStream;
}

/** The two operations of the contract a log is read by. */
export interface LogReader {
  read(query: LogQuery, signal: AbortSignal): Promise<LogPage>;
  follow(from: number, signal: AbortSignal): Promise<AsyncIterable<LogPage>>;
}

/** What is known of the log at one moment. A new object whenever something changed. */
export interface LogSnapshot {
  /** Lines the log has; undefined until the first answer. */
  total: number | undefined;
  /** The run is over and nothing more will come. */
  isComplete: boolean;
  error: unknown;
}

/** A log of any length, of which only the lines around what is looked at are ever held. */
export interface LogSource {
  snapshot(): LogSnapshot;
  subscribe(listener: () => void): () => void;
  /** The line if it is here; what is not comes after `want`. */
  lineAt(seq: number): LogLine | undefined;
  /** Says which lines are looked at, in order. Of a filtered log these are not neighbours. */
  want(seqs: readonly number[], stream?: LogStream): void;
  /** Reads the log's length, then takes in what is added until it is complete. Ends with the signal. */
  run(signal: AbortSignal): Promise<void>;
}

const pageLines = 200;
/** Enough for some screens around and for a way back, whatever the lines hold. */
const heldLines = 10_000;
const heldCharacters = 8_000_000;
const retryMs = 1_000;

/** `notify` says how listeners are told: with the next frame, so that a flood of lines is drawn once. */
export function makeLogSource(reader: LogReader, notify: (tell: () => void) => void): LogSource {
  const lines = new Map<number, LogLine>();
  const listeners = new Set<() => void>();
  let characters = 0;
  let current: LogSnapshot = { total: undefined, isComplete: false, error: null };
  let wanted: { seqs: readonly number[]; stream: LogStream | undefined } = { seqs: [], stream: undefined };
  /** Lines asked for in vain: the log was cut there. */
  const absent = new Set<number>();
  let reading: AbortController | undefined;
  let isResting = false;
  let isTelling = false;

  const tell = () => {
    if (isTelling) return;
    isTelling = true;
    notify(() => {
      isTelling = false;
      current = { ...current };
      for (const listener of [...listeners]) listener();
    });
  };
  const take = (page: LogPage) => {
    for (const line of page.lines) {
      characters += line.text.length - (lines.get(line.seq)?.text.length ?? 0);
      lines.delete(line.seq);
      lines.set(line.seq, line);
    }
    forget();
    const total = Math.max(current.total ?? 0, page.total, page.lines.at(-1)?.seq ?? 0);
    current = { total, isComplete: current.isComplete || page.complete, error: null };
    tell();
  };
  /** Lines that came first go first, but never one that is looked at. */
  const forget = () => {
    if (lines.size <= heldLines && characters <= heldCharacters) return;
    const kept = new Set(wanted.seqs);
    for (const [seq, { text }] of lines) {
      if (lines.size <= heldLines && characters <= heldCharacters) return;
      if (kept.has(seq)) continue;
      lines.delete(seq);
      characters -= text.length;
    }
  };
  const firstMissing = () =>
    wanted.seqs.find((seq) => !lines.has(seq) && !absent.has(seq) && seq <= (current.total ?? 0));
  /** One page after the other until nothing that is looked at is missing. */
  const fill = async () => {
    if (reading !== undefined || isResting) return;
    for (let from = firstMissing(); from !== undefined; from = firstMissing()) {
      reading = new AbortController();
      const { stream } = wanted;
      try {
        take(await reader.read({ from, limit: pageLines, ...(stream && { stream }) }, reading.signal));
        if (!lines.has(from)) absent.add(from);
      } catch (error) {
        if (!reading.signal.aborted) rest(error);
        break;
      }
    }
    reading = undefined;
  };
  /** What failed is tried again after a while, not with the next frame. */
  const rest = (error: unknown) => {
    isResting = true;
    current = { ...current, error };
    tell();
    setTimeout(() => {
      isResting = false;
      void fill();
    }, retryMs);
  };

  return {
    snapshot: () => current,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    lineAt: (seq) => lines.get(seq),
    want: (seqs, stream) => {
      wanted = { seqs, stream };
      void fill();
    },
    run: async (signal) => {
      signal.addEventListener('abort', () => reading?.abort());
      while (!signal.aborted && !current.isComplete) {
        try {
          if (current.total === undefined) take(await reader.read({ from: 1, limit: pageLines }, signal));
          if (current.isComplete) return;
          for await (const page of await reader.follow((current.total ?? 0) + 1, signal)) take(page);
        } catch (error) {
          if (signal.aborted) return;
          if (current.total === undefined) current = { ...current, error };
          tell();
        }
        if (!current.isComplete) await pause(retryMs, signal);
      }
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
