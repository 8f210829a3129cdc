import { ActionIcon, Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FirstSteps } from '../../features/first-run/first-steps.tsx';
import { Overview } from '../../features/overview/overview.tsx';
import { askHold } from '../../lib/asked-hold.ts';
import { askPalette } from '../../lib/asked-palette.ts';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatDay } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { useHeld } from '../../ui/held.ts';
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
      actions={isFirst ? <SkipButton /> : <Actions mayBegin={mayBegin} />}
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

/** Holding everything, running something, making something: what one comes here to do. */
function Actions({ mayBegin }: { mayBegin: boolean }) {
  const mayHold = useMay('system:admin');
  const mayRun = useMay('jobs:run');
  const isHeld = useHeld();
  const HoldIcon = isHeld ? IconPlayerPlay : IconPlayerPause;
  const holdLabel = t(isHeld ? 'overview.release' : 'overview.hold');
  const hold = () => askHold(isHeld ? 'release' : 'hold');
  return (
    <>
      {mayHold && (
        <>
          <Button variant="subtle" visibleFrom="sm" leftSection={<HoldIcon size={16} aria-hidden />} onClick={hold}>
            {holdLabel}
          </Button>
          <ActionIcon hiddenFrom="sm" size="md" aria-label={holdLabel} onClick={hold}>
            <HoldIcon size={16} aria-hidden />
          </ActionIcon>
        </>
      )}
      {mayRun && (
        <Button
          visibleFrom="sm"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={() => askPalette('run')}
        >
          {t('overview.run')}
        </Button>
      )}
      {mayBegin && <NewJobButton />}
    </>
  );
}

function NewJobButton() {
  return (
    <Button variant="filled" component={Link} to="/jobs/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('jobs.new')}
    </Button>
  );
}
