import { Select } from '@mantine/core';
import { t } from '../../../lib/messages/messages.ts';
import { MomentField } from '../../../ui/moment-field.tsx';
import { CronPicker } from './cron-picker.tsx';
import styles from './job-form.module.css';
import { RulePicker } from './rule-picker.tsx';
import { Whole } from './schedule-fields.tsx';
import { everyDay } from './simple-cron.ts';
import { intervalUnits, type SimpleSchedule } from './simple-schedule.ts';

interface SimplePickerProps {
  value: SimpleSchedule;
  /** Today in the trigger's zone, as 2026-11-20. */
  today: string;
  onChange: (value: SimpleSchedule) => void;
}

const rhythms = ['minutes', 'hour', 'day', 'workdays', 'month', 'rule', 'interval', 'once'] as const;
type Rhythm = (typeof rhythms)[number];
const workdays: readonly number[] = [1, 2, 3, 4, 5];

/** A schedule as a sentence with gaps: every [day] at [02:30] on [Mo Tu …]. */
export function SimplePicker({ value, today, onChange }: SimplePickerProps) {
  return (
    <div className={styles.sentence}>
      <Select
        aria-label={t('job-form.rhythm')}
        w={230}
        data={rhythms.map((rhythm) => ({ value: rhythm, label: t(`job-form.every.${rhythm}`) }))}
        value={rhythmOf(value)}
        onChange={(next) =>
          onChange(beginRhythm(rhythms.find((rhythm) => rhythm === next) ?? 'day', { before: value, today }))
        }
      />
      <Details value={value} onChange={onChange} />
    </div>
  );
}

function Details({ value, onChange }: Omit<SimplePickerProps, 'today'>) {
  switch (value.every) {
    case 'rule':
      return <RulePicker value={value} onChange={onChange} />;
    case 'interval':
      return (
        <>
          <Whole
            label={t('job-form.count')}
            value={value.count}
            min={1}
            max={100_000}
            onChange={(count) => onChange({ ...value, count })}
          />
          <Select
            aria-label={t('job-form.unit')}
            w={110}
            data={intervalUnits.map((unit) => ({ value: unit, label: t(`job-form.unit.${unit}`) }))}
            value={value.unit}
            onChange={(unit) => onChange({ ...value, unit: intervalUnits.find((each) => each === unit) ?? 'minutes' })}
          />
        </>
      );
    case 'once':
      return (
        <MomentField
          label={t('job-form.moment')}
          isLabelHidden
          value={value.at}
          onChange={(at) => onChange({ ...value, at })}
        />
      );
    default:
      return <CronPicker value={value} onChange={onChange} />;
  }
}

/** Monday to Friday is a choice of its own: it is what most work goes by. */
function rhythmOf(value: SimpleSchedule): Rhythm {
  return value.every === 'day' && value.days.join() === workdays.join() ? 'workdays' : value.every;
}

/** Turns to another rhythm and keeps the time of day where both have one. */
function beginRhythm(every: Rhythm, { before, today }: { before: SimpleSchedule; today: string }): SimpleSchedule {
  const time = 'time' in before ? before.time : '08:00';
  switch (every) {
    case 'minutes':
      return { every, count: 15 };
    case 'hour':
      return { every, minute: 0 };
    case 'day':
      return { every, time, days: everyDay };
    case 'workdays':
      return { every: 'day', time, days: workdays };
    case 'month':
      return { every, day: 1, time };
    case 'rule':
      return {
        every,
        interval: 2,
        from: today,
        time,
        on: { unit: 'weeks', days: [new Date(today).getUTCDay()] },
        ends: { by: 'never' },
      };
    case 'interval':
      return { every, count: 30, unit: 'minutes' };
    case 'once':
      return { every, at: `${dayAfter(today)}T${time}` };
  }
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
