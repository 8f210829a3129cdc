import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { fromBufferPromise } from 'yauzl';
import { AppError, coerceError } from '../base/errors.ts';
import { checkSourcePath } from './source-path.ts';
import { type TreeFile, treeLimits } from './source-tree.ts';

/** How many times larger than the archive its content may be (domain.md "Scripts"). */
const maxRatio = 100;
/** Ratios of small archives say nothing: a single compressible file may shrink a thousandfold. */
const ratioFromBytes = 1024 * 1024;
/** What a tar may have beside the content of its files: headers, padding, long names. */
const maxWrappingBytes = 32 * 1024 * 1024;
const gzipMagic = Buffer.from([0x1f, 0x8b]);

/**
 * The files of an upload: a `.py` by itself, a `.zip` or a `.tar.gz`. Nothing touches the disk. Links, devices,
 * paths that lead outside and archives that grow past the caps are refused as a whole, naming the entry.
 */
export async function unpackUpload(name: string, bytes: Buffer): Promise<TreeFile[]> {
  if (name.endsWith('.py')) return [{ path: name, content: bytes }];
  const budget = makeBudget(bytes.length);
  if (name.endsWith('.zip')) return finish(await unzip(bytes, budget));
  if (name.endsWith('.tar.gz') || name.endsWith('.tgz')) return finish(await untar(bytes, budget));
  throw bad(name, 'must be a .py, .zip or .tar.gz');
}

/** Archives of a folder often hold nothing but that folder; the script then lies within it. */
function finish(files: TreeFile[]): TreeFile[] {
  if (files.length === 0) throw bad('artifact', 'has no file in it');
  const first = files[0]?.path.split('/')[0];
  const isWrapped = first !== undefined && files.every(({ path }) => path.startsWith(`${first}/`));
  return isWrapped ? files.map(({ path, content }) => ({ path: path.slice(first.length + 1), content })) : files;
}

interface Budget {
  /** Takes a file; answers its path, checked. */
  file(path: string): string;
  folder(path: string): void;
  /** Takes bytes of a file's content. */
  content(path: string, count: number): void;
  /** Takes bytes that came out of the compression, whatever they are. */
  inflated(count: number): void;
}

/** Counts while inflating: sizes written in an archive may lie. */
function makeBudget(archiveBytes: number): Budget {
  const seen = new Set<string>();
  let folders = 0;
  let contentBytes = 0;
  let inflatedBytes = 0;
  return {
    file: (path) => {
      const checked = checkSourcePath(path, 'artifact');
      if (seen.has(checked)) throw bad(path, 'is in it twice');
      seen.add(checked);
      if (seen.size > treeLimits.files)
        throw bad(path, `is file ${seen.size}; at most ${treeLimits.files} are allowed`);
      return checked;
    },
    folder: (path) => {
      folders += 1;
      if (folders > treeLimits.files) throw bad(path, `is folder ${folders}; at most ${treeLimits.files} are allowed`);
    },
    content: (path, count) => {
      contentBytes += count;
      if (contentBytes > treeLimits.totalBytes)
        throw bad(path, `takes the content past ${treeLimits.totalBytes} bytes`);
      if (contentBytes > ratioFromBytes && contentBytes > archiveBytes * maxRatio) {
        throw bad(path, `makes the content more than ${maxRatio} times the archive`);
      }
    },
    inflated: (count) => {
      inflatedBytes += count;
      if (inflatedBytes > treeLimits.totalBytes + maxWrappingBytes)
        throw bad('artifact', 'unpacks to far more than its files');
    },
  };
}

async function unzip(bytes: Buffer, budget: Budget): Promise<TreeFile[]> {
  const files: TreeFile[] = [];
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: true });
    for await (const entry of zip.eachEntry()) {
      const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
      const isFolder = entry.fileName.endsWith('/');
      if (kind !== 0 && kind !== (isFolder ? 0o040000 : 0o100000)) {
        throw bad(entry.fileName, 'is a link or a device; only plain files are allowed');
      }
      if (isFolder) {
        budget.folder(entry.fileName);
        continue;
      }
      const path = budget.file(entry.fileName);
      files.push({ path, content: await collect(await zip.openReadStreamPromise(entry), path, budget) });
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw bad('artifact', `cannot be read as a zip: ${coerceError(thrown).message}`);
  }
  return files;
}

async function untar(bytes: Buffer, budget: Budget): Promise<TreeFile[]> {
  const files: TreeFile[] = [];
  const parser: Parser = new Parser({ strict: true, onReadEntry: (entry) => take(entry, { files, budget, parser }) });
  const ended = new Promise<void>((resolve, reject) => {
    parser.on('end', resolve);
    parser.on('error', reject);
  });
  ended.catch(() => {}); // looked at below, at the latest
  const inflated = createGunzip({ chunkSize: 64 * 1024 });
  inflated.end(bytes);
  try {
    let isFirst = true;
    let isOver = false;
    parser.on('eof', () => {
      isOver = true;
    });
    for await (const chunk of inflated as AsyncIterable<Buffer>) {
      budget.inflated(chunk.length);
      // the parser would unpack it once more, where nobody counts
      if (isFirst && chunk.subarray(0, 2).equals(gzipMagic)) throw bad('artifact', 'is compressed twice');
      isFirst = false;
      const isReady = parser.write(chunk);
      await Promise.race([ended, isReady ? undefined : new Promise((resolve) => setImmediate(resolve))]);
      if (isOver) break; // the parser would keep all that follows the end, copying it again and again
    }
    parser.end();
    await ended;
  } catch (thrown) {
    throw findAppError(thrown) ?? bad('artifact', `cannot be read as a tar.gz: ${coerceError(thrown).message}`);
  } finally {
    inflated.destroy();
  }
  return files;
}

/** Reads one entry of a tar, or ends the reading of all. */
function take(
  entry: ReadEntry,
  { files, budget, parser }: { files: TreeFile[]; budget: Budget; parser: Parser },
): void {
  const refuse = (thrown: unknown) => {
    parser.abort(coerceError(thrown));
    entry.resume();
  };
  const path = entry.path.replace(/^(\.\/)+/, ''); // as `tar -C folder .` writes them
  try {
    if (entry.type === 'Directory') {
      budget.folder(entry.path);
      entry.resume();
      return;
    }
    if (entry.type !== 'File' && entry.type !== 'OldFile')
      throw bad(entry.path, `is a ${entry.type}; only plain files are allowed`);
    const checked = budget.file(path);
    const content: Buffer[] = [];
    entry.on('data', (chunk: Buffer) => {
      try {
        budget.content(checked, chunk.length);
        content.push(chunk);
      } catch (thrown) {
        refuse(thrown);
      }
    });
    entry.on('end', () => files.push({ path: checked, content: Buffer.concat(content) }));
  } catch (thrown) {
    refuse(thrown);
  }
}

/** The parser wraps what it is aborted with; ours is the cause. */
function findAppError(thrown: unknown): AppError | undefined {
  if (thrown instanceof AppError) return thrown;
  return thrown instanceof Error && thrown.cause !== undefined ? findAppError(thrown.cause) : undefined;
}

async function collect(stream: Readable, path: string, budget: Budget): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    budget.content(path, chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function bad(entry: string, problem: string): AppError {
  const message = `${JSON.stringify(entry.slice(0, 200))} ${problem}`;
  return new AppError('invalid', message, { errors: [{ path: 'artifact', message }] });
}
