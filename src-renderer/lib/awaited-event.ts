/** Events of the system one can wait for without writing a pattern and a filter. */
export type AwaitedEvent =
  | { of: 'job'; jobId: string; outcome: AwaitedOutcome }
  /** `ending`: how the name of the file has to end; empty for any. */
  | { of: 'file'; folder: string; what: FileMove; ending: string };

/** How a run of the other job ended; `any` for however it did. */
export type AwaitedOutcome = (typeof awaitedOutcomes)[number];
type FileMove = (typeof fileMoves)[number];

export const awaitedOutcomes = ['succeeded', 'failed', 'timed-out', 'cancelled', 'lost', 'any'] as const;
export const fileMoves = ['created', 'changed', 'deleted'] as const;

/** What an event trigger listens to: a pattern of types, and CEL over `event`. */
interface EventFilter {
  expr: string;
  filter?: string | null | undefined;
}

/** The pattern and the filter that wait for it. */
export function writeAwaited(awaited: AwaitedEvent): { expr: string; filter: string } {
  if (awaited.of === 'job') {
    const expr = awaited.outcome === 'any' ? 'run.*' : `run.${awaited.outcome}`;
    return { expr, filter: `event.payload.jobId == ${quote(awaited.jobId)}` };
  }
  const { folder, what, ending } = awaited;
  const named = ending === '' ? '' : ` && event.payload.name.endsWith(${quote(ending)})`;
  return { expr: `file.${what}`, filter: `event.payload.folder == ${quote(folder)}${named}` };
}

/** What a pattern and a filter wait for; undefined where they say more, or something else. */
export function readAwaited({ expr, filter }: EventFilter): AwaitedEvent | undefined {
  const [area, kind = '', ...more] = expr.trim().split('.');
  const text = filter?.trim() ?? '';
  if (more.length > 0) return undefined;
  if (area === 'run') {
    const outcome = awaitedOutcomes.find((each) => each === (kind === '*' ? 'any' : kind));
    const jobId = unquote(jobFilter.exec(text)?.[1]);
    return outcome === undefined || jobId === undefined || kind === 'any' ? undefined : { of: 'job', jobId, outcome };
  }
  const what = fileMoves.find((each) => each === kind);
  if (area !== 'file' || what === undefined) return undefined;
  const found = fileFilter.exec(text);
  const folder = unquote(found?.[1]);
  const ending = found?.[2] === undefined ? '' : unquote(found[2]);
  return folder === undefined || ending === undefined ? undefined : { of: 'file', folder, what, ending };
}

const quoted = '("(?:[^"\\\\]|\\\\.)*")';
const jobFilter = new RegExp(`^event\\.payload\\.jobId == ${quoted}$`);
const fileFilter = new RegExp(
  `^event\\.payload\\.folder == ${quoted}(?: && event\\.payload\\.name\\.endsWith\\(${quoted}\\))?$`,
);

/** CEL writes text between double quotes as JSON does. */
function quote(text: string): string {
  return JSON.stringify(text);
}

/** Undefined for what CEL can write and JSON cannot, such as `\a`. */
function unquote(literal: string | undefined): string | undefined {
  if (literal === undefined) return undefined;
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}
