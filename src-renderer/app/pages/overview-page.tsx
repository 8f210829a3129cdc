import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FirstSteps } from '../../features/first-run/first-steps.tsx';
import { Overview } from '../../features/overview/overview.tsx';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatDay } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { Page } from '../../ui/page.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';

/** `#/`: whether all is right; on a machine without a job, the way to the first one. */
export default function OverviewPage() {
  const jobs = useQuery(api.jobs.list.queryOptions({ input: { sort: 'nextAt', limit: 200 } }));
  const mayBegin = [useMay('scripts:write'), useMay('agents:write'), useMay('jobs:write')].every(Boolean);
  const { skipsFirstSteps } = usePreferences();
  const isFirst = jobs.data?.items.length === 0 && mayBegin && !skipsFirstSteps;
  return (
    <Page
      title={t('nav.overview')}
      facts={<span>{formatDay(Date.now(), Date.now())}</span>}
      actions={isFirst ? <SkipButton /> : mayBegin && <NewJobButton />}
    >
      {jobs.isPending && <ListSkeleton rows={24} />}
      {jobs.isError && jobs.data === undefined && (
        <ErrorState title={t('overview.unreadable')} error={jobs.error} onRetry={() => void jobs.refetch()} />
      )}
      {jobs.data !== undefined && (isFirst ? <FirstSteps /> : <Overview jobs={jobs.data.items} />)}
    </Page>
  );
}

function SkipButton() {
  return (
    <Button variant="subtle" onClick={() => setPreferences({ skipsFirstSteps: true })}>
      {t('first.skip')}
    </Button>
  );
}

function NewJobButton() {
  return (
    <Button variant="filled" component={Link} to="/jobs/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('jobs.new')}
    </Button>
  );
}
