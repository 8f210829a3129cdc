import { Checkbox } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { CrontabLine } from '#contract/crontab.ts';
import { formatExact, formatMoment } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { describeSchedule } from '../../lib/schedule-words.ts';
import { ScheduleText } from '../../ui/schedule-chip.tsx';
import styles from './crontab.module.css';
import { isChosen } from './is-chosen.ts';
import { nameLine } from './name-line.ts';

interface CrontabLinesProps {
  lines: readonly CrontabLine[];
  /** Numbers of the lines the person chose otherwise. */
  toggled: ReadonlySet<number>;
  onToggle: (line: number) => void;
}

/** Every line with what it becomes, or why it cannot. */
export function CrontabLines({ lines, toggled, onToggle }: CrontabLinesProps) {
  return (
    <ul className={styles.lines}>
      {lines.map((line) => (
        <li key={line.line} data-refused={(line.problem !== null && line.existing === null) || undefined}>
          <Checkbox
            aria-label={t('crontab.take-line', { line: line.line })}
            checked={isChosen(line, toggled)}
            disabled={line.problem !== null || line.created !== null}
            onChange={() => onToggle(line.line)}
          />
          <div>
            <code>{line.text}</code>
            <p>
              <Becomes line={line} isTaken={isChosen(line, toggled)} />
            </p>
            {line.problem === null && line.notes.length > 0 && <p className={styles.note}>{line.notes.join('; ')}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The job it has, or the one it becomes: its name, when it fires, and the first time it does, on the clock of its own zone. */
function Becomes({ line, isTaken }: { line: CrontabLine; isTaken: boolean }) {
  const { problem, existing, created, schedule, next } = line;
  if (existing !== null && created === null && !isTaken)
    return (
      <>
        {t('crontab.existing')} <JobLink {...existing} />
      </>
    );
  if (problem !== null)
    return (
      <>
        <IconAlertTriangle size={14} className={styles.refused} aria-hidden /> {problem}
      </>
    );
  if (created !== null)
    return (
      <>
        <IconCircleCheck size={14} className={styles.made} aria-hidden /> <JobLink {...created} />
      </>
    );
  const now = Date.now();
  const [first] = next;
  return (
    <span className={styles.becomes}>
      <b>{nameLine(line)}</b>
      {schedule !== null && <ScheduleText kind={schedule.kind} {...describeSchedule(schedule, now)} />}
      {schedule !== null && first !== undefined && (
        <time dateTime={first} title={formatExact(Date.parse(first), schedule.timezone)} className="t2">
          {t('crontab.next', { at: formatMoment(Date.parse(first), now, schedule.timezone), zone: schedule.timezone })}
        </time>
      )}
    </span>
  );
}

function JobLink({ jobId, jobName }: { jobId: string; jobName: string }) {
  return (
    <Link to="/jobs/$jobId" params={{ jobId }}>
      {jobName}
    </Link>
  );
}
