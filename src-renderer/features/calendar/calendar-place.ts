import { flag, oneOf, readSearch, text } from '../../lib/search-params.ts';

/** What the calendar shows, as it stands in the address. */
export const readCalendarPlace = readSearch({
  view: oneOf(['month', 'week', 'day', 'agenda']),
  /** 2026-10-22; today when absent. */
  date: text(10),
  job: text(36),
  agent: text(36),
  environment: text(50),
  /** Jobs that fire often stand among the others. */
  unfolded: flag,
});

export type CalendarPlace = ReturnType<typeof readCalendarPlace>;
export type CalendarView = NonNullable<CalendarPlace['view']>;
