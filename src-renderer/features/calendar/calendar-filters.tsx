import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Job } from '#contract/jobs.ts';
import { allAgentsQuery } from '../../lib/client/all-queries.ts';
import { formatCount } from '../../lib/format/number.ts';
import { t } from '../../lib/messages/messages.ts';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import styles from './calendar.module.css';
import type { CalendarPlace } from './calendar-place.ts';

interface CalendarFiltersProps {
  place: CalendarPlace;
  jobs: readonly Job[];
  /** How many jobs fire often in what is shown. */
  often: number;
  onPlace: (change: Partial<CalendarPlace>) => void;
}

/** Which jobs the calendar shows: one, those of an agent, those of an environment; and whether the frequent ones are folded. */
export function CalendarFilters({ place, jobs, often, onPlace }: CalendarFiltersProps) {
  const { data } = useQuery(allAgentsQuery());
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
      <Checkbox
        classNames={{ root: styles.fold ?? '' }}
        label={
          <>
            {t('calendar.fold')} {often > 0 && <span className="t3">({formatCount(often)})</span>}
          </>
        }
        checked={place.unfolded !== true}
        onChange={(event) => onPlace({ unfolded: event.currentTarget.checked ? undefined : true })}
      />
    </>
  );
}

/** What the marks mean, at the end of the filters. */
export function CalendarLegend() {
  return (
    <div className={styles.legend} aria-hidden>
      <span>
        <i data-mark="past" /> {t('calendar.legend-past')}
      </span>
      <span>
        <i data-mark="ahead" /> {t('calendar.legend-ahead')}
      </span>
      <span>
        <i data-mark="often" /> {t('calendar.legend-often')}
      </span>
    </div>
  );
}
