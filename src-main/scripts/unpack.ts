import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser } from 'tar';
import { fromBufferPromise } from 'yauzl';
import { AppError, coerceError } from '../base/errors.ts';
import { checkSourcePath } from './source-path.ts';
import { type TreeFile, treeLimits } from './source-tree.ts';

/** How many times larger than the archive its content may be. */
const maxRatio = 100;
/** Ratios of small archives say nothing: a single compressible file may shrink a thousandfold. */
const ratioFromBytes = 1024 * 1024;

/**
 * The files of an upload: a `.py` by itself, a `.zip` or a `.tar.gz`. Nothing touches the disk. Links, devices,
 * paths that lead outside and archives that grow past the caps are refused as a whole, naming the entry.
 */
export async function unpackUpload(name: string, bytes: Buffer): Promise<TreeFile[]> {
  if (name.endsWith('.py')) return [{ path: name, content: bytes }];
  const budget = makeBudget(bytes.length);
  if (name.endsWith('.zip')) return dropWrapper(await unzip(bytes, budget));
  if (name.endsWith('.tar.gz') || name.endsWith('.tgz')) return dropWrapper(await untar(bytes, budget));
  throw bad(name, 'must be a .py, .zip or .tar.gz');
}

/** Archives of a folder often hold nothing but that folder; the script then lies within it. */
function dropWrapper(files: TreeFile[]): TreeFile[] {
  const first = files[0]?.path.split('/')[0];
  const isWrapped = first !== undefined && files.every(({ path }) => path.startsWith(`${first}/`));
  return isWrapped ? files.map(({ path, content }) => ({ path: path.slice(first.length + 1), content })) : files;
}

interface Budget {
  entry(path: string): string;
  bytes(path: string, count: number): void;
}

/** Counts while inflating: sizes written in an archive may lie. */
function makeBudget(archiveBytes: number): Budget {
  let entries = 0;
  let total = 0;
  return {
    entry: (path) => {
      entries += 1;
      if (entries > treeLimits.files) throw bad(path, `is entry ${entries}; at most ${treeLimits.files} are allowed`);
      return checkSourcePath(path, 'artifact');
    },
    bytes: (path, count) => {
      total += count;
      if (total > treeLimits.totalBytes) throw bad(path, `takes the content past ${treeLimits.totalBytes} bytes`);
      if (total > ratioFromBytes && total > archiveBytes * maxRatio) throw bad(path, `makes the content more than ${maxRatio} times the archive`);
    },
  };
}

async function unzip(bytes: Buffer, budget: Budget): Promise<TreeFile[]> {
  const files: TreeFile[] = [];
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: true });
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      const mode = entry.externalFileAttributes >>> 16;
      const kind = mode & 0o170000;
      if (kind !== 0 && kind !== 0o100000) throw bad(entry.fileName, 'is a link or a device; only plain files are allowed');
      const path = budget.entry(entry.fileName);
      files.push({ path, content: await collect(await zip.openReadStreamPromise(entry), path, budget) });
    }
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : bad('artifact', `cannot be read as a zip: ${coerceError(thrown).message}`);
  }
  return files;
}

async function untar(bytes: Buffer, budget: Budget): Promise<TreeFile[]> {
  const files: TreeFile[] = [];
  const pending: Promise<void>[] = [];
  const source = new PassThrough();
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      if (entry.type === 'Directory') return entry.resume();
      if (entry.type !== 'File') {
        parser.abort(bad(entry.path, `is a ${entry.type}; only plain files are allowed`));
        return entry.resume();
      }
      const content: Buffer[] = [];
      try {
        const path = budget.entry(entry.path);
        entry.on('data', (chunk: Buffer) => {
          try {
            budget.bytes(path, chunk.length);
            content.push(chunk);
          } catch (thrown) {
            parser.abort(coerceError(thrown));
          }
        });
        entry.on('end', () => files.push({ path, content: Buffer.concat(content) }));
      } catch (thrown) {
        parser.abort(coerceError(thrown));
        entry.resume();
      }
    },
  });
  try {
    source.end(bytes);
    await pipeline(source, createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
      let failure: Error | undefined;
      parser.on('error', (error: Error) => {
        failure ??= error;
      });
      for await (const chunk of chunks) {
        if (!parser.write(chunk)) await new Promise((resolve) => setImmediate(resolve));
        if (failure !== undefined) throw failure;
      }
      const ended = new Promise<void>((resolve) => parser.on('end', resolve));
      parser.end();
      if (failure !== undefined) throw failure;
      await ended;
    });
    await Promise.all(pending);
  } catch (thrown) {
    throw findAppError(thrown) ?? bad('artifact', `cannot be read as a tar.gz: ${coerceError(thrown).message}`);
  }
  return files;
}

/** The parser wraps what it is aborted with; ours is the cause. */
function findAppError(thrown: unknown): AppError | undefined {
  if (thrown instanceof AppError) return thrown;
  return thrown instanceof Error && thrown.cause !== undefined ? findAppError(thrown.cause) : undefined;
}

async function collect(stream: Readable, path: string, budget: Budget): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    budget.bytes(path, chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function bad(entry: string, problem: string): AppError {
  return new AppError('invalid', `${entry} ${problem}`, { errors: [{ path: 'artifact', message: `${entry} ${problem}` }] });
}
