import { Link } from '@tanstack/react-router';
import type { Trigger } from '#contract/triggers.ts';
import { describeSchedule, joinWords, saySchedule } from '../../lib/schedule-words.ts';
import { ScheduleChip, ScheduleText } from '../../ui/schedule-chip.tsx';
import { awaitedJobOf } from './awaited-job.ts';
import { useAwaitedJobs } from './awaited-jobs.ts';
import { describeNarrowing } from './trigger-words.ts';

interface TriggerScheduleProps {
  trigger: Trigger;
  isChip?: boolean;
  /** Reached by Tab; in a list one moves by rows. */
  isTabStop?: boolean;
}

/** Takes the place of a name until the link is put there; no name holds it. */
const place = '\u{fffc}';

/** When a trigger fires, in words; the job it waits for is a link. All there is to say of it is on hover. */
export function TriggerSchedule({ trigger, isChip = false, isTabStop = true }: TriggerScheduleProps) {
  const now = Date.now();
  const jobs = useAwaitedJobs([trigger]);
  const nameOfJob = (id: string) => jobs.get(id)?.name;
  const jobId = awaitedJobOf(trigger);
  const job = jobs.get(jobId ?? '');
  const words = describeSchedule(trigger, now, job === undefined ? nameOfJob : () => place);
  const [before, ...after] = words.rhythm.split(place);
  const Schedule = isChip ? ScheduleChip : ScheduleText;
  const title = [
    [saySchedule(trigger, now, nameOfJob), ...describeNarrowing(trigger, now)].join(', '),
    `${trigger.expr} ${trigger.timezone}`,
  ].join('\n');
  return (
    <Schedule
      kind={trigger.kind}
      {...words}
      rhythm={
        job === undefined ? (
          words.rhythm
        ) : (
          <>
            {before}
            <Link to="/jobs/$jobId" params={{ jobId: job.id }} {...(!isTabStop && { tabIndex: -1 })}>
              {job.name}
            </Link>
            {after}
          </>
        )
      }
      title={title}
    />
  );
}

/** The first of several triggers in words, for a list: what is on before what is off. */
export function leadingTrigger(triggers: readonly Trigger[]): Trigger | undefined {
  return triggers.find(({ enabled }) => enabled) ?? triggers[0];
}

/** A trigger by its label, or by its words where it has none. */
export function nameOfTrigger(
  trigger: Pick<Trigger, 'kind' | 'expr' | 'timezone'> & {
    name?: string | null | undefined;
    filter?: string | null | undefined;
  },
): string {
  const label = trigger.name?.trim() ?? '';
  return label === '' ? joinWords(describeSchedule(trigger, Date.now())) : label;
}
