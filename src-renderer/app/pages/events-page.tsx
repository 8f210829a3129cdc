import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { readEventFilters } from '../../features/events/event-filters.ts';
import { Events } from '../../features/events/events.tsx';

const route = getRouteApi('/events');

/** `#/events?type=order.*`: what happened, as it happens. */
export default function EventsPage() {
  const filters = route.useSearch();
  const navigate = useNavigate();
  return (
    <Events
      filters={filters}
      onFilter={(change) =>
        void navigate({ to: '/events', search: readEventFilters({ ...filters, ...change }), replace: true })
      }
    />
  );
}
