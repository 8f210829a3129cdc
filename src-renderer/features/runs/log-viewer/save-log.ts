import type { LogStream } from '#contract/runs.ts';
import { stripAnsi } from './ansi.ts';
import type { LogReader } from './log-source.ts';

const perPage = 5_000;

interface SaveOptions {
  stream?: LogStream | undefined;
  onProgress: (fraction: number) => void;
  signal: AbortSignal;
}

/**
 * The whole log, or one stream of it, as a file: read page by page so that both doors can do it, each page put away
 * at once as a Blob, which the browser keeps outside of the page's memory.
 */
export async function readWholeLog(reader: LogReader, { stream, onProgress, signal }: SaveOptions): Promise<Blob> {
  const parts: Blob[] = [];
  for (let from = 1; ; ) {
    const page = await reader.read({ from, limit: perPage, ...(stream && { stream }) }, signal);
    parts.push(new Blob([page.lines.map(({ text, continues }) => (continues ? text : `${text}\n`)).join('')]));
    onProgress(page.total === 0 ? 1 : Math.min(1, (page.nextFrom - 1) / page.total));
    if (page.nextFrom > page.total || page.nextFrom <= from) return new Blob(parts, { type: 'text/plain' });
    from = page.nextFrom;
  }
}

/** So many lines are copied at most; more is what the download is for. */
export const copiedLines = 5_000;

/** The first lines of the log, or of one stream, as plain text without colours. */
export async function readForCopying(reader: LogReader, from: number, stream?: LogStream): Promise<string> {
  const query = { from, limit: copiedLines, ...(stream && { stream }) };
  const { lines } = await reader.read(query, new AbortController().signal);
  return lines.map(({ text, continues }) => stripAnsi(text) + (continues ? '' : '\n')).join('');
}
