import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { readDays } from '../../../lib/format/read-day.ts';
import { formatDay } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { DayField } from '../../../ui/day-field.tsx';
import styles from './job-form.module.css';

/** More dates than these are counted until one asks for them. */
const fewDates = 8;

interface AddDateProps {
  onAdd: (dates: readonly string[]) => void;
  /** What came of a list that was pasted, in words. */
  onList: (said: string) => void;
}

/** A date to leave out, one more, or a list of them from elsewhere. */
export function AddDate({ onAdd, onList }: AddDateProps) {
  const [date, setDate] = useState('');
  const add = (day: string) => {
    onAdd([day]);
    setDate('');
  };
  const takeList = (text: string) => {
    const { days, unread } = readDays(text, Date.now());
    if (days.length === 0 || days.length + unread.length < 2) return false;
    onAdd(days);
    setDate('');
    onList(
      t('job-form.dates-added', { n: days.length, hasUnread: String(unread.length > 0), unread: unread.join(', ') }),
    );
    return true;
  };
  return (
    <>
      <DayField
        label={t('job-form.excluded-date')}
        isOptional
        value={date}
        onChange={setDate}
        onEnter={add}
        onPasteText={takeList}
      />
      <Button disabled={date === ''} onClick={() => add(date)}>
        {t('job-form.add-date')}
      </Button>
    </>
  );
}

/** The dates that are left out, each with a way to take it back. */
export function Dates({ dates, onChange }: { dates: readonly string[]; onChange: (dates: string[]) => void }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole || dates.length <= fewDates ? dates : dates.slice(0, fewDates);
  if (dates.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={t('job-form.excluded-dates')}>
      {shown.map((date) => {
        const day = formatDay(Date.parse(date), Date.now(), 'UTC').replaceAll(',', '');
        return (
          <li key={date} className={styles.pill}>
            {day}
            <Remove
              label={t('job-form.leave-out', { what: day })}
              onRemove={() => onChange(dates.filter((each) => each !== date))}
            />
          </li>
        );
      })}
      {shown.length < dates.length && (
        <li>
          <button type="button" className={styles.chip} onClick={() => setWhole(true)}>
            {t('schedule.more', { n: dates.length - shown.length })}
          </button>
        </li>
      )}
    </ul>
  );
}

/** The cross at the end of a thing in a list. */
export function Remove({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <button type="button" className={styles.remove} aria-label={label} onClick={onRemove}>
      <IconX size={12} aria-hidden />
    </button>
  );
}
