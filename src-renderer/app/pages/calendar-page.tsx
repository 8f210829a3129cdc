import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Calendar } from '../../features/calendar/calendar.tsx';
import { readCalendarPlace } from '../../features/calendar/calendar-place.ts';

const route = getRouteApi('/calendar');

/** `#/calendar?view=week&date=2026-10-22`: what ran and what is to run, by day. */
export default function CalendarPage() {
  const place = route.useSearch();
  const navigate = useNavigate();
  return (
    <Calendar
      place={place}
      onPlace={(change) =>
        void navigate({ to: '/calendar', search: readCalendarPlace({ ...place, ...change }), replace: true })
      }
    />
  );
}
