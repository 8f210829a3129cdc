import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { readAgentFilters } from '../../features/agents/agent-filters.ts';
import { AgentsList } from '../../features/agents/agents-list.tsx';
import { t } from '../../lib/messages/messages.ts';
import { Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';

const route = getRouteApi('/agents');

/** `#/agents`: who runs what, and with which limits. */
export default function AgentsPage() {
  const filters = route.useSearch();
  const navigate = useNavigate();
  const find = (q: string) => void navigate({ to: '/agents', search: readAgentFilters({ q }), replace: true });
  return (
    <Page
      title={t('nav.agents')}
      actions={<SearchField label={t('agents.find')} value={filters.q ?? ''} onChange={find} hint="/" />}
    >
      <AgentsList filters={filters} onClear={() => find('')} />
    </Page>
  );
}
