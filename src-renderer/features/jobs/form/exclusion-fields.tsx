import { Button, FileButton, Select } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { type ExclusionsInput, Weekday } from '#contract/triggers.ts';
import { formatDay } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { AddDate, Dates, Remove } from './excluded-dates.tsx';
import styles from './job-form.module.css';
import { Problem } from './problem.tsx';
import { readCalendarDays } from './read-calendar-days.ts';
import { Weekdays } from './schedule-fields.tsx';
import type { TriggerFieldsProps } from './trigger-editor.tsx';

const nothing: ExclusionsInput = { dates: [], weekdays: [], policy: 'skip' };
const policies = ['skip', 'next-working-day'] as const satisfies ExclusionsInput['policy'][];
/** As much of a calendar file as the core takes. */
const mostCalendarBytes = 1_048_576;

/** The days a trigger leaves out: days of the week, dates one by one, or those of a calendar file. */
export function ExclusionFields({ trigger, problemAt, onChange }: TriggerFieldsProps) {
  const exclusions = trigger.exclusions ?? nothing;
  const { dates } = exclusions;
  const [refused, setRefused] = useState<string>();
  /** What came of a list or a file. */
  const [said, setSaid] = useState<string>();
  const { calendarName = '.ics' } = trigger;
  const set = (change: Partial<ExclusionsInput>) => onChange({ exclusions: { ...exclusions, ...change } });
  const add = (days: readonly string[]) => set({ dates: [...new Set([...dates, ...days])].toSorted() });
  const take = async (file: File | null) => {
    if (file === null) return;
    setSaid(undefined);
    const { name } = file;
    const isTooLarge = file.size > mostCalendarBytes;
    const text = isTooLarge ? '' : await file.text();
    const found = isTooLarge ? undefined : readCalendarDays(text);
    const fault = isTooLarge ? 'job-form.calendar-too-large' : 'job-form.calendar-unread';
    setRefused(found === undefined ? t(fault, { name }) : undefined);
    if (found === undefined) return;
    if (found.isMore) {
      onChange({ exclusions: { ...exclusions, ics: text }, calendarName: name });
      return;
    }
    setSaid(t('job-form.calendar-added', { name, n: found.days.length }));
    add(found.days);
  };
  const problem = problemAt('exclusions');
  return (
    <fieldset className={styles.group}>
      <legend>{t('job-form.exclusions')}</legend>
      <div className={styles.sentence}>
        {t('job-form.never-on')}
        <Weekdays
          label={t('job-form.excluded-weekdays')}
          value={exclusions.weekdays.map(toIndex)}
          least={0}
          most={6}
          onChange={(days) => set({ weekdays: days.flatMap(toWeekday) })}
        />
        {t('job-form.and-not-on')}
        <AddDate onAdd={add} onList={setSaid} />
        <FileButton accept=".ics,text/calendar" onChange={take}>
          {(button) => (
            <Button {...button} leftSection={<IconCalendarPlus size={14} aria-hidden />}>
              {t('job-form.import-calendar')}
            </Button>
          )}
        </FileButton>
      </div>
      <Dates dates={dates} onChange={(left) => set({ dates: left })} />
      {dates.length === 0 && said === undefined && <p className={styles.aside}>{t('job-form.dates-hint')}</p>}
      <p className={styles.aside} role="status" hidden={said === undefined}>
        {said}
      </p>
      {exclusions.ics !== undefined && (
        <p className={styles.aside}>
          {problem === undefined &&
            t('job-form.calendar-taken', { name: calendarName, days: sayDays(readCalendarDays(exclusions.ics)?.days) })}
          {problem !== undefined && calendarName}{' '}
          <Remove
            label={t('job-form.leave-out', { what: calendarName })}
            onRemove={() => {
              const { ics: _, ...rest } = exclusions;
              onChange({ exclusions: rest, calendarName: undefined });
            }}
          />
        </p>
      )}
      <div className={styles.sentence}>
        {t('job-form.then')}
        <Select
          aria-label={t('job-form.exclusion-policy')}
          w={260}
          data={policies.map((value) => ({ value, label: t(`job-form.exclusion.${value}`) }))}
          value={exclusions.policy}
          onChange={(next) => set({ policy: policies.find((value) => value === next) ?? 'skip' })}
        />
      </div>
      <Problem>{refused ?? problem}</Problem>
    </fieldset>
  );
}

/** So many days of a calendar are named before it is saved; then all of them stand in the list. */
const namedDays = 6;

function sayDays(days: readonly string[] = []): string {
  const named = days.filter((day) => day >= new Date().toISOString().slice(0, 10)).slice(0, namedDays);
  const said = named.map((day) => formatDay(Date.parse(day), Date.now(), 'UTC').replaceAll(',', '')).join(', ');
  return said === '' ? '…' : said;
}

/** The contract counts days from Monday, cron from Sunday. */
function toIndex(weekday: Weekday): number {
  return (Weekday.options.indexOf(weekday) + 1) % 7;
}

function toWeekday(index: number): Weekday[] {
  const weekday = Weekday.options[(index + 6) % 7];
  return weekday === undefined ? [] : [weekday];
}
