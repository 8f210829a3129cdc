import { useQuery } from '@tanstack/react-query';
import type { Job } from '#contract/jobs.ts';
import { api } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import type { CalendarPlace } from './calendar-place.ts';

interface CalendarFiltersProps {
  place: CalendarPlace;
  jobs: readonly Job[];
  onPlace: (change: Partial<CalendarPlace>) => void;
}

/** Which jobs the calendar shows: one, those of an agent, those of an environment. */
export function CalendarFilters({ place, jobs, onPlace }: CalendarFiltersProps) {
  const { data } = useQuery(api.agents.list.queryOptions({ input: { limit: 200 } }));
  const agents = data?.items ?? [];
  const environments = new Set([
    ...agents.map(({ environment }) => environment),
    ...jobs.flatMap(({ environment, triggers }) => [environment, ...triggers.map((trigger) => trigger.environment)]),
  ]);
  return (
    <>
      <FilterMenu
        label={t('jobs.column.name')}
        value={place.job}
        options={jobs.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(job) => onPlace({ job })}
      />
      <FilterMenu
        label={t('jobs.column.agent')}
        value={place.agent}
        options={agents.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(agent) => onPlace({ agent })}
      />
      <FilterMenu
        label={t('calendar.environment')}
        value={place.environment}
        options={[...environments]
          .filter((name) => name !== null)
          .sort()
          .map((name) => ({ value: name, label: name }))}
        onChange={(environment) => onPlace({ environment })}
      />
    </>
  );
}
