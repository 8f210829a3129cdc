import { NumberInput, Select, TextInput } from '@mantine/core';
import { locale, t } from '../../../lib/messages/messages.ts';
import styles from './job-form.module.css';
import { everyDay, type IntervalUnit, minuteSteps, type SimpleSchedule } from './simple-schedule.ts';

interface SimplePickerProps {
  value: SimpleSchedule;
  onChange: (value: SimpleSchedule) => void;
}

const rhythms = ['minutes', 'hour', 'day', 'month', 'interval', 'once'] as const;
const units = ['seconds', 'minutes', 'hours', 'days'] as const satisfies IntervalUnit[];
/** Weeks are read from Monday. */
const weekdays = [1, 2, 3, 4, 5, 6, 0];

/** A schedule as a sentence with gaps: every [day] at [02:30] on [Mo Tu …]. */
export function SimplePicker({ value, onChange }: SimplePickerProps) {
  return (
    <div className={styles.sentence}>
      <Select
        aria-label={t('job-form.rhythm')}
        w={170}
        data={rhythms.map((rhythm) => ({ value: rhythm, label: t(`job-form.every.${rhythm}`) }))}
        value={value.every}
        onChange={(next) => onChange(begin(rhythms.find((rhythm) => rhythm === next) ?? 'day', value))}
      />
      <Details value={value} onChange={onChange} />
    </div>
  );
}

function Details({ value, onChange }: SimplePickerProps) {
  switch (value.every) {
    case 'minutes':
      return (
        <Select
          aria-label={t('job-form.minutes')}
          w={100}
          data={minuteSteps.map((step) => ({ value: String(step), label: t('unit.minutes', { n: step }) }))}
          value={String(value.count)}
          onChange={(count) => onChange({ ...value, count: Number(count) })}
        />
      );
    case 'hour':
      return (
        <>
          {t('job-form.at-minute')}
          <Whole
            label={t('job-form.minute')}
            value={value.minute}
            min={0}
            max={59}
            onChange={(minute) => onChange({ ...value, minute })}
          />
        </>
      );
    case 'day':
      return (
        <>
          {t('job-form.at')} <Clock value={value.time} onChange={(time) => onChange({ ...value, time })} />
          {t('job-form.on')} <Days value={value.days} onChange={(days) => onChange({ ...value, days })} />
        </>
      );
    case 'month':
      return (
        <>
          {t('job-form.on-day')}
          <Whole
            label={t('job-form.day-of-month')}
            value={value.day}
            min={1}
            max={31}
            onChange={(day) => onChange({ ...value, day })}
          />
          {t('job-form.at')} <Clock value={value.time} onChange={(time) => onChange({ ...value, time })} />
        </>
      );
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
            data={units.map((unit) => ({ value: unit, label: t(`job-form.unit.${unit}`) }))}
            value={value.unit}
            onChange={(unit) => onChange({ ...value, unit: units.find((each) => each === unit) ?? 'minutes' })}
          />
        </>
      );
    case 'once':
      return (
        <TextInput
          type="datetime-local"
          aria-label={t('job-form.moment')}
          w={190}
          value={value.at}
          onChange={(event) =>
            event.currentTarget.value !== '' && onChange({ ...value, at: event.currentTarget.value })
          }
        />
      );
  }
}

interface WholeProps {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

function Whole({ label, value, min, max, onChange }: WholeProps) {
  return (
    <NumberInput
      aria-label={label}
      w={84}
      min={min}
      max={max}
      hideControls
      clampBehavior="strict"
      allowDecimal={false}
      value={value}
      onChange={(next) => typeof next === 'number' && next >= min && onChange(next)}
    />
  );
}

function Clock({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      type="time"
      aria-label={t('job-form.time')}
      w={118}
      value={value}
      onChange={(event) => event.currentTarget.value !== '' && onChange(event.currentTarget.value)}
    />
  );
}

function Days({ value, onChange }: { value: readonly number[]; onChange: (value: readonly number[]) => void }) {
  const toggle = (day: number) => {
    const next = value.includes(day) ? value.filter((each) => each !== day) : [...value, day];
    // A schedule without a day is none.
    if (next.length > 0) onChange(next.sort((a, b) => a - b));
  };
  return (
    <fieldset className={styles.days} aria-label={t('job-form.days')}>
      {weekdays.map((day) => (
        <button
          key={day}
          type="button"
          className={styles.day}
          aria-pressed={value.includes(day)}
          aria-label={nameOf(day, 'long')}
          onClick={() => toggle(day)}
        >
          {nameOf(day, 'short').slice(0, 2)}
        </button>
      ))}
    </fieldset>
  );
}

/** Turns to another rhythm and keeps the time of day where both have one. */
function begin(every: SimpleSchedule['every'], before: SimpleSchedule): SimpleSchedule {
  const time = 'time' in before ? before.time : '08:00';
  switch (every) {
    case 'minutes':
      return { every, count: 15 };
    case 'hour':
      return { every, minute: 0 };
    case 'day':
      return { every, time, days: everyDay };
    case 'month':
      return { every, day: 1, time };
    case 'interval':
      return { every, count: 30, unit: 'minutes' };
    case 'once':
      return { every, at: `${tomorrow()}T${time}` };
  }
}

function tomorrow(): string {
  // The Swedish way of writing a date is ISO 8601.
  return new Intl.DateTimeFormat('sv').format(Date.now() + 86_400_000);
}

function nameOf(day: number, weekday: 'long' | 'short'): string {
  // 4 January 1970 was a Sunday.
  return new Intl.DateTimeFormat(locale(), { weekday, timeZone: 'UTC' }).format((3 + day) * 86_400_000);
}
