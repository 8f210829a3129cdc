import { Link } from '@tanstack/react-router';
import type { Job } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { formatNext } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { describeSchedule } from '../../lib/schedule-words.ts';
import { Region } from '../../ui/page.tsx';
import { UntilStart } from '../../ui/until-start.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from './overview.module.css';

const mostLines = 10;

/** What comes next, with the time until then: fires of jobs and attempts to come. */
export function NextDue({ jobs, live }: { jobs: readonly Job[]; live: readonly Run[] }) {
  const now = useNow();
  const due = planNextDue(jobs, { live, now }).slice(0, mostLines);
  return (
    <Region
      title={t('overview.next-due')}
      actions={
        <Link to="/calendar" className="t3 xs">
          {t('nav.calendar')}
        </Link>
      }
    >
      {due.length === 0 ? (
        <p className="t3 xs">{t('overview.next-due-none')}</p>
      ) : (
        <ul className={styles.dues}>
          {due.map((line) => (
            <li key={line.key} className={styles.due} data-snoozed={line.isSnoozed || undefined}>
              <span className="t2 figures">{formatNext(Date.parse(line.at), now)}</span>
              <span className={styles.dueName}>
                {line.jobId === null ? (
                  <span className="ellipsis">{line.name}</span>
                ) : (
                  <Link to="/jobs/$jobId" params={{ jobId: line.jobId }} className="ellipsis" title={line.name}>
                    {line.name}
                  </Link>
                )}
                <span className="t3 xs ellipsis" title={line.note}>
                  {line.note}
                </span>
              </span>
              <span className="t2">
                <UntilStart at={line.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Region>
  );
}

/** Whether what falls due now is let go: somebody wants no run of it for a while. */
export function isSnoozed({ snoozedUntil }: Pick<Job, 'snoozedUntil'>, at: number): boolean {
  return snoozedUntil !== null && Date.parse(snoozedUntil) > at;
}

interface DueLine {
  key: string;
  at: string;
  jobId: string | null;
  name: string;
  note: string;
  isSnoozed: boolean;
}

function planNextDue(jobs: readonly Job[], { live, now }: { live: readonly Run[]; now: number }): readonly DueLine[] {
  const fires = jobs.flatMap((job): DueLine[] => {
    const { id, name, state, nextAt, snoozedUntil } = job;
    if (state !== 'active' || nextAt === null) return [];
    const trigger = job.triggers.find((each) => each.nextAt === nextAt) ?? job.triggers[0];
    const rhythm = trigger === undefined ? '' : noteOf(trigger);
    const until = snoozedUntil === null ? '' : formatNext(Date.parse(snoozedUntil), now);
    const sleeps = isSnoozed(job, now);
    const note = sleeps ? t('overview.snoozed-until', { until }) : rhythm;
    return [{ key: id, at: nextAt, jobId: id, name, note, isSnoozed: sleeps }];
  });
  const attempts = live.flatMap(({ id, jobId, title, attempt, nextAttemptAt }): DueLine[] =>
    nextAttemptAt === null
      ? []
      : [
          {
            key: id,
            at: nextAttemptAt,
            jobId,
            name: title,
            note: t('overview.attempt', { n: attempt + 1 }),
            isSnoozed: false,
          },
        ],
  );
  return [...fires, ...attempts].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function noteOf(trigger: Job['triggers'][number]): string {
  const { rhythm, rest } = describeSchedule(trigger, Date.now());
  return rest === undefined ? rhythm : `${rhythm} ${rest}`;
}
