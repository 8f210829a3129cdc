import { Select } from '@mantine/core';
import { nameOfWeekday } from '../../../lib/date-names.ts';
import { t } from '../../../lib/messages/messages.ts';
import { type DayOfMonth, nths } from '../../../lib/simple-rule.ts';
import { Whole, weekdays } from './schedule-fields.tsx';

interface DayOfMonthPickerProps {
  value: DayOfMonth;
  onChange: (value: DayOfMonth) => void;
}

/** Which day of a month: a date, the last, or the second Tuesday. */
export function DayOfMonthPicker({ value, onChange }: DayOfMonthPickerProps) {
  const way = value.by === 'weekday' ? String(value.nth) : value.date === -1 ? 'end' : 'date';
  return (
    <>
      {t('job-form.on-the')}
      <Select
        aria-label={t('job-form.which-day')}
        w={104}
        data={[
          { value: 'date', label: t('job-form.which-day.date') },
          { value: 'end', label: t('job-form.which-day.end') },
          ...nths.map((nth) => ({ value: String(nth), label: t('job-form.nth', { n: nth }) })),
        ]}
        value={way}
        onChange={(next) => onChange(beginDay(next ?? 'date', value))}
      />
      {value.by === 'date' && value.date > 0 && (
        <Whole
          label={t('job-form.day-of-month')}
          value={value.date}
          min={1}
          max={31}
          onChange={(date) => onChange({ by: 'date', date })}
        />
      )}
      {value.by === 'weekday' && (
        <Select
          aria-label={t('job-form.day-of-week')}
          w={132}
          data={[
            ...weekdays.map((day) => ({ value: String(day), label: nameOfWeekday(day, 'long') })),
            { value: 'workday', label: t('job-form.workday') },
          ]}
          value={String(value.weekday)}
          onChange={(day) => onChange({ ...value, weekday: day === 'workday' ? day : Number(day) })}
        />
      )}
    </>
  );
}

function beginDay(way: string, before: DayOfMonth): DayOfMonth {
  if (way === 'date') return { by: 'date', date: 1 };
  if (way === 'end') return { by: 'date', date: -1 };
  const nth = nths.find((each) => String(each) === way) ?? 1;
  return { by: 'weekday', nth, weekday: before.by === 'weekday' ? before.weekday : 1 };
}
