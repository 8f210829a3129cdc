import '@mantine/dates/styles.css';
import { DatePicker } from '@mantine/dates';
import { writeDay } from '../lib/format/read-day.ts';
import { locale, t } from '../lib/messages/messages.ts';

interface DayCalendarProps {
  value: string;
  onChoose: (day: string) => void;
}

/** The days of a month, to choose one of them; weeks begin on Monday, as they do everywhere here. */
export function DayCalendar({ value, onChoose }: DayCalendarProps) {
  const say = (shape: Intl.DateTimeFormatOptions) => (day: string) =>
    new Intl.DateTimeFormat(locale(), { ...shape, timeZone: 'UTC' }).format(Date.parse(day.slice(0, 10)));
  return (
    <DatePicker
      size="xs"
      firstDayOfWeek={1}
      weekendDays={[]}
      value={value === '' ? null : value}
      {...(value !== '' && { defaultDate: value })}
      onChange={(day) => day !== null && onChoose(day)}
      getDayAriaLabel={writeDay}
      weekdayFormat={say({ weekday: 'narrow' })}
      monthLabelFormat={say({ month: 'long', year: 'numeric' })}
      yearLabelFormat={say({ year: 'numeric' })}
      monthsListFormat={say({ month: 'short' })}
      ariaLabels={{
        previousMonth: t('day-field.previous'),
        nextMonth: t('day-field.next'),
        previousYear: t('day-field.previous'),
        nextYear: t('day-field.next'),
        previousDecade: t('day-field.previous'),
        nextDecade: t('day-field.next'),
      }}
    />
  );
}
