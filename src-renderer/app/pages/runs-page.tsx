import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { readRunFilters } from '../../features/runs/run-filters.ts';
import { type FilterRuns, RunsList } from '../../features/runs/runs-list.tsx';
import { t } from '../../lib/messages/messages.ts';
import { Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';

const route = getRouteApi('/runs');

/** `#/runs?status=failed`: what ran, narrowed by the address. */
export default function RunsPage() {
  const filters = route.useSearch();
  const navigate = useNavigate();
  const filter: FilterRuns = (change) =>
    void navigate({ to: '/runs', search: readRunFilters({ ...filters, ...change }), replace: true });
  return (
    <Page
      title={t('nav.runs')}
      actions={<SearchField label={t('runs.find')} value={filters.q ?? ''} onChange={(q) => filter({ q })} hint="/" />}
    >
      <RunsList filters={filters} onFilter={filter} />
    </Page>
  );
}
