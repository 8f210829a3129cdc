import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { readJobFilters } from '../../features/jobs/job-filters.ts';
import { JobsList } from '../../features/jobs/jobs-list.tsx';
import { useMay } from '../../lib/client/use-session.ts';
import { useShortcuts } from '../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../lib/messages/messages.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';

const route = getRouteApi('/jobs');

/** `#/jobs`: the list, narrowed by the address. */
export default function JobsPage() {
  const filters = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('jobs:write');
  const filter = (change: Partial<Record<keyof typeof filters, string | undefined>>) =>
    void navigate({ to: '/jobs', search: readJobFilters({ ...filters, ...change }), replace: true });
  useShortcuts(
    [{ keys: 'c', label: t('jobs.new'), group: t('keys.group.page'), run: () => void navigate({ to: '/jobs/new' }) }],
    mayWrite,
  );
  return (
    <Page
      title={t('nav.jobs')}
      actions={
        <>
          <SearchField label={t('jobs.find')} value={filters.q ?? ''} onChange={(q) => filter({ q })} hint="/" />
          {mayWrite && (
            <Button component={Link} to="/jobs/import-crontab">
              {t('crontab.title')}
            </Button>
          )}
          {mayWrite && (
            <Button
              variant="filled"
              component={Link}
              to="/jobs/new"
              leftSection={<IconPlus size={16} aria-hidden />}
              rightSection={<KeyHint keys="c" />}
            >
              {t('jobs.new')}
            </Button>
          )}
        </>
      }
    >
      <JobsList filters={filters} onFilter={filter} />
    </Page>
  );
}
