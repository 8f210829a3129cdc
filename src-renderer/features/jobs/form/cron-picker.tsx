import { Select } from '@mantine/core';
import { t } from '../../../lib/messages/messages.ts';
import { ClockField } from '../../../ui/clock-field.tsx';
import { Weekdays, Whole } from './schedule-fields.tsx';
import { minuteSteps, type SimpleCron } from './simple-cron.ts';

interface CronPickerProps {
  value: SimpleCron;
  onChange: (value: SimpleCron) => void;
}

/** The gaps of a rhythm that cron knows. */
export function CronPicker({ value, onChange }: CronPickerProps) {
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
          {t('job-form.at')}{' '}
          <ClockField label={t('job-form.time')} value={value.time} onChange={(time) => onChange({ ...value, time })} />
          {t('job-form.on')}
          <Weekdays
            label={t('job-form.days')}
            value={value.days}
            least={1}
            most={7}
            onChange={(days) => onChange({ ...value, days })}
          />
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
          {t('job-form.at')}{' '}
          <ClockField label={t('job-form.time')} value={value.time} onChange={(time) => onChange({ ...value, time })} />
        </>
      );
  }
}
