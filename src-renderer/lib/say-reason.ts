import { formatSpan } from './format/duration.ts';
import { type MessageKey, t } from './messages/messages.ts';

/** Says a moment as it stands in a sentence. */
type SayMoment = (at: number) => string;

const id = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}';
const instant = '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z';
/** A text of the core, and what its groups are called in ours; `at`, `from` and `to` are moments, `n` is a figure. */
const texts: readonly (readonly [pattern: RegExp, key: MessageKey])[] = (
  [
    [`run (?<run>${id}) was still going on`, 'reason.run-going'],
    [`run (?<run>${id}) was still waiting`, 'reason.run-waiting'],
    [`run (?<run>${id}) was still waiting to be tried again`, 'reason.run-retrying'],
    [`(?<n>\\d+) already waiting, the first is run (?<run>${id})`, 'reason.queue-full'],
    [`run (?<run>${id}) had the same key`, 'reason.same-key'],
    [`run (?<run>${id}) took its place`, 'reason.took-place'],
    ['paused by (?<who>.+)', 'reason.paused'],
    ['paused after (?<n>\\d+) failures in a row', 'reason.breaker'],
    ['a copy of (?<name>.+), made by (?<who>.+)', 'reason.copy'],
    [`snoozed by (?<who>.+) until (?<at>${instant})`, 'reason.snoozed'],
    ['left out by (?<who>.+)', 'reason.left-out'],
    [`held by (?<who>.+?) since (?<at>${instant}): (?<why>.*)`, 'reason.held'],
    ['its day is excluded', 'reason.excluded'],
    [`its day is excluded; move[ds] to (?<at>${instant})`, 'reason.excluded-moved'],
    [`its day is excluded; made up by the run of (?<at>${instant})`, 'reason.excluded-merged'],
    ['the machine was running on battery', 'reason.battery'],
    ['agent (?<name>.+) is switched off', 'reason.agent-off'],
    ['the script of agent (?<name>.+) is in the trash', 'reason.script-gone'],
    ['the agent of job (?<name>.+) is in the trash', 'reason.agent-gone'],
    ['script (?<name>.+) has no active version; publish it first', 'reason.no-version'],
    ['(?<n>\\d+) runs lie between this event and one from outside', 'reason.chain'],
    ['the last of (?<n>\\d+) runs waits already', 'reason.max-runs'],
    [`made up by the run of (?<at>${instant})`, 'reason.made-up'],
    ['made up for by (?<who>.+)', 'reason.made-up-for'],
    [`nothing looked from (?<from>${instant}) to (?<to>${instant})`, 'reason.asleep'],
    [`Automa was off from (?<from>${instant}) to (?<to>${instant})`, 'reason.app-off'],
    ['its trigger was taken away or switched off', 'reason.trigger-gone'],
    ['its trigger was edited by (?<who>.+)', 'reason.trigger-edited'],
    ['its trigger was switched off by (?<who>.+)', 'reason.trigger-off'],
    ['its trigger was taken away by (?<who>.+)', 'reason.trigger-removed'],
    ['cancelled by (?<who>.+)', 'reason.cancelled'],
    ['the job was cancelled by (?<who>.+)', 'reason.job-cancelled'],
    ['the job was paused by (?<who>.+)', 'reason.job-paused'],
    ['its triggers can fire no more', 'reason.completed'],
    ['finished with exit code (?<n>\\d+)', 'reason.exit'],
    ['still running after (?<span>\\d+) s, so it was stopped', 'reason.timeout'],
    ['went past the (?<n>\\d+) MiB it may use and was killed', 'reason.memory'],
    ['killed by (?<name>SIG\\w+)', 'reason.signal'],
    ['nobody can tell how it ended', 'reason.unknown-end'],
    ['the host (?:ended|was stopped) before (?:the|its) script began', 'reason.host-ended'],
    ['it was cancelled while its sandbox was being made', 'reason.cancelled-early'],
    ['could not be started: (?<rest>.+)', 'reason.not-started'],
    ['no slot became free in time', 'reason.no-slot'],
    ['the container engine .+', 'reason.engine'],
    ['the container was (?:removed|killed) .+', 'reason.killed-outside'],
  ] as const
).map(([pattern, key]) => [new RegExp(`^${pattern}$`, 's'), key]);

/**
 * A reason the core keeps, in the language of the page. The core writes a fixed set of English texts (its `schedule`,
 * `jobs/policy`, `runs`); what a script or a person said stays as it is, but for the moments in it.
 */
export function sayReason(text: string, say: SayMoment): string {
  const whole = sayOne(text, say);
  if (whole !== undefined) return whole;
  const parts = text.split('; ').map((part) => sayOne(part, say));
  if (parts.length > 1 && !parts.includes(undefined)) return parts.join('; ');
  return text.replaceAll(new RegExp(instant, 'g'), (at) => say(Date.parse(at)));
}

function sayOne(text: string, say: SayMoment): string | undefined {
  for (const [pattern, key] of texts) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const values = Object.entries(found.groups ?? {}).map(([name, value]) => {
      if (name === 'at' || name === 'from' || name === 'to') return [name, say(Date.parse(value))] as const;
      if (name === 'n') return [name, Number(value)] as const;
      if (name === 'span') return ['time', formatSpan(Number(value))] as const;
      return [name, name === 'rest' ? sayReason(value, say) : value] as const;
    });
    return t(key, Object.fromEntries(values));
  }
  return undefined;
}

/** What the ledger's reasons are called where it keeps no text with them. */
const codes: Readonly<Record<string, MessageKey>> = {
  overlap: 'reason.code.overlap',
  'queue-full': 'reason.code.queue-full',
  paused: 'reason.code.paused',
  snoozed: 'reason.code.snoozed',
  'skip-next': 'reason.code.skip-next',
  held: 'reason.code.held',
  exclusion: 'reason.excluded',
  dedupe: 'reason.code.dedupe',
  power: 'reason.battery',
  'not-runnable': 'reason.code.not-runnable',
  'condition-failed': 'reason.code.condition-failed',
  'filter-failed': 'reason.code.filter-failed',
  'chain-too-long': 'reason.code.chain-too-long',
  'max-runs': 'reason.code.max-runs',
  gathering: 'reason.code.gathering',
  asleep: 'reason.code.asleep',
  'app-off': 'reason.code.app-off',
  'too-late': 'reason.code.too-late',
  'job-cancelled': 'reason.code.job-cancelled',
  'trigger-gone': 'reason.code.trigger-gone',
  cancelled: 'reason.code.cancelled',
  backfill: 'reason.code.backfill',
};

/** One of the ledger's reasons in a few words; one that is new here as it is written. */
export function sayReasonCode(code: string): string {
  const key = codes[code];
  return key === undefined ? code.replaceAll('-', ' ') : t(key);
}
