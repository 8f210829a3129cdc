import { useQuery } from '@tanstack/react-query';
import { t } from '../../lib/messages/messages.ts';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { Toolbar } from '../../ui/page.tsx';
import { Segments } from '../../ui/segments.tsx';
import { statusLooks } from '../../ui/status.ts';
import { filterStatuses, filterTriggers, type RunFilters } from './run-filters.ts';
import { jobNamesQuery } from './run-queries.ts';
import type { FilterRuns } from './runs-list.tsx';

/** The facets people go back and forth between; the other states are in the menu beside them. */
const facets = ['running', 'failed', 'succeeded'] as const;

interface RunsToolbarProps {
  filters: RunFilters;
  onFilter: FilterRuns;
  agents: ReadonlyMap<string, string>;
}

/** What narrows the list of runs. */
export function RunsToolbar({ filters, onFilter, agents }: RunsToolbarProps) {
  const { data: jobs } = useQuery(jobNamesQuery());
  const facet = facets.find((each) => each === filters.status);
  return (
    <Toolbar label={t('jobs.filters')}>
      <Segments
        label={t('runs.column.status')}
        value={facet ?? (filters.status === undefined ? 'all' : 'other')}
        onChange={(status) => onFilter({ status: status === 'all' ? undefined : status })}
        options={[
          { value: 'all', label: t('filter.all') },
          ...facets.map((each) => ({ value: each, label: t(statusLooks[each].word) })),
        ]}
      />
      <FilterMenu
        label={t('runs.column.status')}
        value={filters.status}
        onChange={(status) => onFilter({ status })}
        options={filterStatuses.map((status) => ({ value: status, label: t(statusLooks[status].word) }))}
      />
      <FilterMenu
        label={t('run.trigger')}
        value={filters.trigger}
        onChange={(trigger) => onFilter({ trigger })}
        options={filterTriggers.map((trigger) => ({ value: trigger, label: t(`origin.${trigger}`) }))}
      />
      <FilterMenu
        label={t('jobs.column.name')}
        value={filters.job}
        onChange={(job) => onFilter({ job })}
        options={optionsOf(jobs)}
      />
      <FilterMenu
        label={t('runs.column.agent')}
        value={filters.agent}
        onChange={(agent) => onFilter({ agent })}
        options={optionsOf(agents)}
      />
    </Toolbar>
  );
}

function optionsOf(names: ReadonlyMap<string, string> | undefined) {
  return [...(names ?? [])].map(([value, label]) => ({ value, label }));
}
