import { IconBolt, IconCalendarEvent, IconClock, IconEye, IconRepeat, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './schedule-chip.module.css';

export type ScheduleKind = 'cron' | 'interval' | 'once' | 'rrule' | 'event' | 'condition' | 'manual';

const icons: Record<ScheduleKind, TablerIcon> = {
  cron: IconClock,
  interval: IconRepeat,
  once: IconCalendarEvent,
  rrule: IconCalendarEvent,
  event: IconBolt,
  condition: IconEye,
  manual: IconClock,
};

interface ScheduleProps {
  kind: ScheduleKind;
  /** The part one reads first: "every 15 min". */
  rhythm: ReactNode;
  /** What narrows it: "06–20, Mon–Fri". */
  rest?: string;
  /** Between the two in a line of text; a comma when absent. */
  joint?: ' ';
  /** All of it, and the expression as it is written, on hover. */
  title?: string;
}

/** When something fires, in words, with the icon of its kind; a chip with an edge of its own. */
export function ScheduleChip(props: ScheduleProps) {
  return (
    <span className={styles.chip} title={props.title}>
      <ScheduleParts {...props} />
    </span>
  );
}

/** The same as plain text, for a table's column. */
export function ScheduleText(props: ScheduleProps) {
  return (
    <span className={styles.text} title={props.title}>
      <ScheduleParts {...props} />
    </span>
  );
}

function ScheduleParts({ kind, rhythm, rest, joint }: ScheduleProps) {
  const Icon = icons[kind];
  return (
    <>
      <Icon size={14} className={styles.icon} aria-hidden />
      <span className="ellipsis">
        <b className={styles.rhythm}>{rhythm}</b>
        {rest !== undefined && (
          <span data-joint={joint === undefined ? ', ' : joint} className={styles.rest}>
            {rest}
          </span>
        )}
      </span>
    </>
  );
}
