import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { readAgentFilters } from '../../features/agents/agent-filters.ts';
import { AgentsList } from '../../features/agents/agents-list.tsx';
import { useMay } from '../../lib/client/use-session.ts';
import { useShortcuts } from '../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../lib/messages/messages.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';

const route = getRouteApi('/agents');

/** `#/agents`: who runs what, and with which limits. */
export default function AgentsPage() {
  const filters = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('agents:write');
  useShortcuts(
    [
      {
        keys: 'c',
        label: t('agents.new'),
        group: t('keys.group.page'),
        run: () => void navigate({ to: '/agents/new' }),
      },
    ],
    mayWrite,
  );
  const find = (q: string) => void navigate({ to: '/agents', search: readAgentFilters({ q }), replace: true });
  return (
    <Page
      title={t('nav.agents')}
      actions={
        <>
          <SearchField label={t('agents.find')} value={filters.q ?? ''} onChange={find} hint="/" />
          {mayWrite && (
            <Button
              variant="filled"
              component={Link}
              to="/agents/new"
              leftSection={<IconPlus size={16} aria-hidden />}
              rightSection={<KeyHint keys="c" />}
            >
              {t('agents.new')}
            </Button>
          )}
        </>
      }
    >
      <AgentsList filters={filters} onClear={() => find('')} />
    </Page>
  );
}
