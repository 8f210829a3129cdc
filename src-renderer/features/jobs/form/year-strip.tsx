import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { nameOfMonth } from '../../../lib/date-names.ts';
import { formatDay } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Region } from '../../../ui/page.tsx';
import { isTimed } from '../is-timed.ts';
import { densityOf, planYear, type YearDay, type YearPlan } from './plan-year.ts';
import { mostInstants, useYearPreview } from './preview-query.ts';
import type { TriggerDraft } from './trigger-draft.ts';
import styles from './year-strip.module.css';

/** The year ahead of a trigger, a mark for each day: how often it fires, where the clocks change, what is left out. */
export function YearStrip({ trigger }: { trigger: TriggerDraft }) {
  // Far more is computed for this than for the list above it: it waits until one has stopped typing.
  const [settled] = useDebouncedValue(trigger, 700);
  const [now] = useState(Date.now);
  const { data: preview, isError } = useYearPreview(settled);
  if (preview === undefined || isError || !isTimed(settled) || preview.instants.length === 0) return null;
  const year = planYear({
    instants: preview.instants.map(({ at }) => Date.parse(at)),
    isCut: preview.instants.length === mostInstants,
    fromAt: now,
    zone: settled.timezone,
    excludedDates: settled.exclusions?.dates ?? [],
  });
  const { months, clockChanges, knownUntil } = year;
  // Of months nothing was computed for, an empty row would say that nothing fires in them.
  const shown = months.filter(({ key }) => knownUntil === undefined || key <= knownUntil);
  const changes = clockChanges.filter((date) => knownUntil === undefined || date <= knownUntil);
  const hasExcluded = shown.some(({ days }) => days.some((day) => day?.isExcluded));
  return (
    <Region title={t('job-form.year')} note={sayCount(year, now)}>
      <div className={styles.year} role="img" aria-label={`${t('job-form.year')}: ${sayCount(year, now)}`}>
        {shown.map(({ key, days }) => (
          <div key={key} className={styles.month}>
            <span>{nameOfMonth(Number(key.slice(5, 7)), 'short')}</span>
            {days.map((day, index) => (
              <Day key={day?.date ?? `${key} ${index}`} day={day} now={now} />
            ))}
          </div>
        ))}
      </div>
      {knownUntil !== undefined && (
        <p className={styles.legend}>{t('job-form.year-cut', { day: sayDay(knownUntil, now), n: mostInstants })}</p>
      )}
      {hasExcluded && (
        <p className={styles.legend}>
          <i data-excluded />
          {t('job-form.left-out')}
        </p>
      )}
      {changes.length > 0 && (
        <p className={styles.legend}>
          <i data-clock />
          {t('job-form.clock-changes', { days: changes.map((date) => sayDay(date, now)).join(', ') })}
        </p>
      )}
    </Region>
  );
}

function Day({ day, now }: { day: YearDay | undefined; now: number }) {
  if (day === undefined) return <i data-none />;
  const { date, count, isClockChange, isExcluded, isBeyond } = day;
  return (
    <i
      data-density={densityOf(count)}
      data-clock={isClockChange || undefined}
      data-excluded={isExcluded || undefined}
      data-beyond={isBeyond || undefined}
      title={`${sayDay(date, now)}: ${isBeyond ? '…' : t('job-form.firings', { n: count })}`}
    />
  );
}

function sayCount({ count: n, knownUntil }: YearPlan, now: number): string {
  if (knownUntil === undefined) return t('job-form.firings', { n });
  return t('job-form.known-until', { n, day: sayDay(knownUntil, now) });
}

function sayDay(date: string, now: number): string {
  return formatDay(Date.parse(date), now, 'UTC').replaceAll(',', '');
}
