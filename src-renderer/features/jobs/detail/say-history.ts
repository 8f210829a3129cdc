import { defaultPolicy, Policy } from '#contract/policy.ts';
import { TriggerInput } from '#contract/triggers.ts';
import { formatMoment, viewerZone } from '../../../lib/format/time.ts';
import { type MessageKey, t } from '../../../lib/messages/messages.ts';
import { saySchedule } from '../../../lib/schedule-words.ts';
import { describePolicy, describeTopic, type PolicyTopic } from '../policy-words.ts';
import { describeNarrowing } from '../trigger-words.ts';

/** One thing that was set, in words; what stood there before where that is known. */
export interface HistoryLine {
  label: string;
  before?: string;
  after: string;
}

export interface HistoryWords {
  /** What was done. */
  act: string;
  lines: readonly HistoryLine[];
  /** What there are no words for. */
  rest: Readonly<Record<string, unknown>>;
}

interface Context {
  now: number;
  nameOfAgent: (id: string) => string | undefined;
}

const acts: Readonly<Record<string, MessageKey>> = {
  'job.create': 'job.act.create',
  'job.update': 'job.act.update',
  'job.pause': 'job.act.pause',
  'job.resume': 'job.act.resume',
  'job.snooze': 'job.act.snooze',
  'job.skip-next': 'job.act.skip-next',
  'job.unskip-next': 'job.act.unskip-next',
  'job.cancel': 'job.act.cancel',
  'job.delete': 'job.act.delete',
  'job.backfill': 'job.act.backfill',
};

const labels: Readonly<Record<string, MessageKey>> = {
  name: 'job-form.name',
  description: 'job-form.description',
  agentId: 'job-form.runs',
  input: 'job-form.input',
  environment: 'job-form.environment',
  visibility: 'job-form.visibility',
  tags: 'job-form.tags',
  folder: 'job-form.folder',
};

const topicOf: Readonly<Record<keyof Policy, PolicyTopic>> = {
  overlap: 'turns',
  maxQueued: 'turns',
  concurrencyKey: 'turns',
  maxConcurrent: 'turns',
  misfire: 'missed',
  retry: 'retry',
  dedupe: 'repeats',
  timeoutSeconds: 'limits',
  killGraceSeconds: 'limits',
  startWithinSeconds: 'limits',
  breaker: 'limits',
  agingSeconds: 'limits',
  priority: 'limits',
  power: 'limits',
  retention: 'keeping',
};

const policyPath = 'policy.';

/** An entry of the audit log about a job, in words. */
export function sayHistory(
  { action, details }: { action: string; details: Readonly<Record<string, unknown>> },
  context: Context,
): HistoryWords {
  const key = acts[action];
  const { changed, ...others } = details;
  const fields = gatherPolicy(isObject(changed) ? { ...others, ...changed } : others);
  const lines: HistoryLine[] = [];
  const rest: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) {
    const said = sayField(field, value, { action, ...context });
    if (said === undefined) rest[field] = value;
    else lines.push(...said);
  }
  return { act: key === undefined ? action : t(key), lines, rest };
}

/** A job that is made says its policy field by field; it is one thing to say. */
function gatherPolicy(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const given = Object.entries(fields).filter(([field, value]) => field.startsWith(policyPath) && !isChange(value));
  if (given.length === 0) return fields;
  const names = new Set(given.map(([field]) => field));
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([field]) => !names.has(field))),
    policy: Object.fromEntries(given.map(([field, value]) => [field.slice(policyPath.length), value])),
  };
}

/** Undefined for what has no words; none for what goes without saying. */
function sayField(
  field: string,
  value: unknown,
  context: Context & { action: string },
): readonly HistoryLine[] | undefined {
  const { action, now } = context;
  if (field === 'triggers') return sayTriggers(value, now);
  if (field === 'policy') return sayPolicy(value);
  if (field.startsWith(policyPath)) return sayPolicyChange(field.slice(policyPath.length), value);
  if (field === 'nextAt') return sayNext(action, value, now);
  if (field === 'until') return sayMomentLine('job.history.until', value, now);
  if (field === 'from' && action === 'job.backfill') return sayMomentLine('backfill.from', value, now);
  if (field === 'to' && action === 'job.backfill') return sayMomentLine('backfill.to', value, now);
  if (field === 'runs' && typeof value === 'number') return [{ label: t('nav.runs'), after: String(value) }];
  // What was before a pause ended stands in the entry of the pause; queued runs stay unless it says otherwise.
  if (action === 'job.resume' && field === 'from') return [];
  if (field === 'queued' && value === 'keep') return [];
  const label = labels[field];
  if (label === undefined) return undefined;
  const say = (each: unknown) => sayValue(field, each, context);
  if (isChange(value)) return [{ label: t(label), before: say(value.from), after: say(value.to) }];
  return isEmpty(value) ? [] : [{ label: t(label), after: say(value) }];
}

function sayValue(field: string, value: unknown, { nameOfAgent }: Context): string {
  if (isEmpty(value)) return t('job.history.none');
  if (field === 'agentId') return nameOfAgent(String(value)) ?? String(value);
  if (field === 'visibility') return value === 'shared' ? t('job-form.shared') : t('job-form.private');
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function sayTriggers(value: unknown, now: number): readonly HistoryLine[] | undefined {
  const read = TriggerInput.array().safeParse(Array.isArray(value) ? value : undefined);
  if (!read.success) return undefined;
  const said = read.data.map((trigger) => {
    const timed = { ...trigger, timezone: trigger.timezone ?? viewerZone() };
    const words = [saySchedule(timed, now), ...describeNarrowing(timed, now)];
    const state = trigger.enabled ? [] : [t('job.trigger-off')];
    return [...(trigger.name ? [trigger.name] : []), ...words, ...state].join(', ');
  });
  return [{ label: t('job.triggers'), after: said.length === 0 ? t('job.history.none') : said.join('; ') }];
}

function sayPolicy(value: unknown): readonly HistoryLine[] | undefined {
  const read = Policy.partial().safeParse(value);
  if (!read.success) return undefined;
  return [{ label: t('job.policy'), after: describePolicy({ ...defaultPolicy, ...defined(read.data) }).join(' ') }];
}

/** Of a topic the sentences that are others than before. */
function sayPolicyChange(field: string, value: unknown): readonly HistoryLine[] | undefined {
  const topic = Object.entries(topicOf).find(([name]) => name === field)?.[1];
  if (topic === undefined || !isChange(value)) return undefined;
  const say = (each: unknown) => {
    const read = Policy.partial().safeParse({ [field]: each });
    return read.success ? describeTopic(topic, { ...defaultPolicy, ...defined(read.data) }) : undefined;
  };
  const [before, after] = [say(value.from), say(value.to)];
  if (before === undefined || after === undefined) return undefined;
  const only = (these: readonly string[], those: readonly string[]) =>
    these.filter((sentence) => !those.includes(sentence)).join(' ') || t('job.history.none');
  return [{ label: t(`job-form.topic.${topic}`), before: only(before, after), after: only(after, before) }];
}

/** Which instant was left out, or put back. */
function sayNext(action: string, value: unknown, now: number): readonly HistoryLine[] | undefined {
  if (!isChange(value)) return undefined;
  const at = action === 'job.unskip-next' ? value.to : value.from;
  return sayMomentLine('job.history.instant', at, now);
}

function sayMomentLine(label: MessageKey, value: unknown, now: number): readonly HistoryLine[] | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : [{ label: t(label), after: formatMoment(at, now) }];
}

function isChange(value: unknown): value is { from: unknown; to: unknown } {
  return isObject(value) && 'from' in value && 'to' in value;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without fields that are there but not set: they would take the place of what holds by itself. */
function defined(policy: Partial<{ [Field in keyof Policy]: Policy[Field] | undefined }>): Partial<Policy> {
  return Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
}
