import { Link } from '@tanstack/react-router';
import type { Job } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { formatNext } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { describeSchedule } from '../../lib/schedule-words.ts';
import { Region } from '../../ui/page.tsx';
import { Countdown } from '../../ui/relative-time.tsx';
import styles from './overview.module.css';

const mostLines = 10;

/** What comes next, with the time until then: fires of jobs and attempts to come. */
export function NextDue({ jobs, live }: { jobs: readonly Job[]; live: readonly Run[] }) {
  const due = planNextDue(jobs, live).slice(0, mostLines);
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
            <li key={line.key} className={styles.due}>
              <span className="t2 figures">{formatNext(Date.parse(line.at), Date.now())}</span>
              {line.jobId === null ? (
                <span className="ellipsis">{line.name}</span>
              ) : (
                <Link to="/jobs/$jobId" params={{ jobId: line.jobId }} className="ellipsis">
                  {line.name}
                </Link>
              )}
              <span className="t3 xs ellipsis">{line.note}</span>
              <span className="t2">
                <Countdown at={line.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Region>
  );
}

interface DueLine {
  key: string;
  at: string;
  jobId: string | null;
  name: string;
  note: string;
}

function planNextDue(jobs: readonly Job[], live: readonly Run[]): readonly DueLine[] {
  const fires = jobs.flatMap((job): DueLine[] => {
    if (job.state !== 'active' || job.nextAt === null) return [];
    const trigger = job.triggers.find(({ nextAt }) => nextAt === job.nextAt) ?? job.triggers[0];
    return [
      {
        key: job.id,
        at: job.nextAt,
        jobId: job.id,
        name: job.name,
        note: trigger === undefined ? '' : noteOf(trigger),
      },
    ];
  });
  const attempts = live.flatMap((run): DueLine[] =>
    run.nextAttemptAt === null
      ? []
      : [
          {
            key: run.id,
            at: run.nextAttemptAt,
            jobId: run.jobId,
            name: run.title,
            note: t('overview.attempt', { n: run.attempt + 1 }),
          },
        ],
  );
  return [...fires, ...attempts].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function noteOf(trigger: Job['triggers'][number]): string {
  const { rhythm, rest } = describeSchedule(trigger, Date.now());
  return rest === undefined ? rhythm : `${rhythm} ${rest}`;
}
