import { Select } from '@mantine/core';
import { nameOfMonth } from '../../../lib/date-names.ts';
import { t } from '../../../lib/messages/messages.ts';
import { type RuleDays, type RuleEnd, type RuleUnit, ruleUnits, type SimpleRule } from '../../../lib/simple-rule.ts';
import { ClockField } from '../../../ui/clock-field.tsx';
import { DayField } from '../../../ui/day-field.tsx';
import { DayOfMonthPicker } from './day-of-month-picker.tsx';
import { Weekdays, Whole } from './schedule-fields.tsx';

interface RulePickerProps {
  value: SimpleRule;
  onChange: (value: SimpleRule) => void;
}

/** The gaps of a calendar rule: [2] [weeks] on [Mo Th] at [08:00] from [day], [until …]. */
export function RulePicker({ value, onChange }: RulePickerProps) {
  const { on } = value;
  return (
    <>
      <Whole
        label={t('job-form.count')}
        value={value.interval}
        min={1}
        max={999}
        onChange={(interval) => onChange({ ...value, interval })}
      />
      <Select
        aria-label={t('job-form.unit')}
        w={104}
        data={ruleUnits.map((unit) => ({ value: unit, label: t(`job-form.unit.${unit}`) }))}
        value={on.unit}
        onChange={(next) =>
          onChange({ ...value, on: beginUnit(ruleUnits.find((unit) => unit === next) ?? 'weeks', value.from) })
        }
      />
      <On on={on} onChange={(next) => onChange({ ...value, on: next })} />
      {t('job-form.at')}{' '}
      <ClockField label={t('job-form.time')} value={value.time} onChange={(time) => onChange({ ...value, time })} />
      {t('job-form.from')}
      <DayField label={t('job-form.from-day')} value={value.from} onChange={(from) => onChange({ ...value, from })} />
      <Ends ends={value.ends} from={value.from} onChange={(ends) => onChange({ ...value, ends })} />
    </>
  );
}

function On({ on, onChange }: { on: RuleDays; onChange: (on: RuleDays) => void }) {
  switch (on.unit) {
    case 'days':
      return null;
    case 'weeks':
      return (
        <>
          {t('job-form.on')}
          <Weekdays
            label={t('job-form.days')}
            value={on.days}
            least={1}
            most={7}
            onChange={(days) => onChange({ ...on, days })}
          />
        </>
      );
    case 'months':
      return <DayOfMonthPicker value={on.day} onChange={(day) => onChange({ ...on, day })} />;
    case 'years':
      return (
        <>
          {t('job-form.in-month')}
          <Select
            aria-label={t('job-form.month')}
            w={124}
            data={[...Array(12).keys()].map((index) => ({ value: String(index + 1), label: nameOfMonth(index + 1) }))}
            value={String(on.month)}
            onChange={(month) => onChange({ ...on, month: Number(month) })}
          />
          <DayOfMonthPicker value={on.day} onChange={(day) => onChange({ ...on, day })} />
        </>
      );
  }
}

const endings = ['never', 'date', 'count'] as const satisfies RuleEnd['by'][];

interface EndsProps {
  ends: RuleEnd;
  from: string;
  onChange: (ends: RuleEnd) => void;
}

function Ends({ ends, from, onChange }: EndsProps) {
  return (
    <>
      <Select
        aria-label={t('job-form.ends')}
        w={120}
        data={endings.map((by) => ({ value: by, label: t(`job-form.ends.${by}`) }))}
        value={ends.by}
        onChange={(by) => onChange(beginEnd(endings.find((each) => each === by) ?? 'never', from))}
      />
      {ends.by === 'date' && (
        <DayField
          label={t('job-form.last-day')}
          value={ends.date}
          onChange={(date) => onChange({ by: 'date', date })}
        />
      )}
      {ends.by === 'count' && (
        <>
          <Whole
            label={t('job-form.times')}
            value={ends.count}
            min={1}
            max={99_999}
            onChange={(count) => onChange({ by: 'count', count })}
          />
          {t('job-form.times-word', { n: ends.count })}
        </>
      )}
    </>
  );
}

/** Another unit, on the day the rule begins. */
function beginUnit(unit: RuleUnit, from: string): RuleDays {
  const day = new Date(from);
  const date = { by: 'date', date: day.getUTCDate() } as const;
  switch (unit) {
    case 'days':
      return { unit };
    case 'weeks':
      return { unit, days: [day.getUTCDay()] };
    case 'months':
      return { unit, day: date };
    case 'years':
      return { unit, month: day.getUTCMonth() + 1, day: date };
  }
}

function beginEnd(by: RuleEnd['by'], from: string): RuleEnd {
  if (by === 'never') return { by };
  if (by === 'count') return { by, count: 10 };
  const [year = '', ...rest] = from.split('-');
  return { by, date: [Number(year) + 1, ...rest].join('-').replace(/-02-29$/, '-02-28') };
}
