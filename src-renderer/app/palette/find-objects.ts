import { IconClockPlay, IconCode, IconPlayerPause, IconPlayerPlay, IconRobot } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useJobActions } from '../../features/jobs/job-actions.ts';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatAgo } from '../../lib/format/duration.ts';
import { t } from '../../lib/messages/messages.ts';
import { useHeld } from '../../ui/held.ts';
import { statusLooks } from '../../ui/status.ts';
import type { PaletteEntry } from './palette-entries.ts';

const perKind = 4;
const mostRunnable = 12;

/** Jobs to run, those named like `q` or all: what "Run…" offers. */
export function useRunnable(q: string, isOn: boolean): readonly PaletteEntry[] {
  const actions = useJobActions();
  const note = t(useHeld() ? 'palette.job-held' : 'kind.job');
  const mayRun = useMay('jobs:run');
  const input = { limit: mostRunnable, ...(q !== '' && { q }) };
  const { data } = useQuery(
    api.jobs.list.queryOptions({ input, enabled: isOn && mayRun, placeholderData: keepPreviousData }),
  );
  if (!isOn) return [];
  return (data?.items ?? []).map((job) => ({
    key: `run ${job.id}`,
    label: t('palette.run', { name: job.name }),
    note,
    icon: IconPlayerPlay,
    run: () => void actions.runNow([job]),
  }));
}

/** Jobs, runs, agents and scripts whose name contains `q`, each with what one most often does with it. */
export function useFoundObjects(q: string): readonly PaletteEntry[] {
  const navigate = useNavigate();
  const actions = useJobActions();
  const options = { enabled: q !== '', placeholderData: keepPreviousData };
  const input = { q, limit: perKind };
  const isHeld = useHeld();
  const mayRun = useMay('jobs:run');
  const mayWrite = useMay('jobs:write');
  const jobs = useQuery(api.jobs.list.queryOptions({ input, ...options })).data?.items ?? [];
  const runs = useQuery(api.runs.list.queryOptions({ input, ...options })).data?.items ?? [];
  const agents = useQuery(api.agents.list.queryOptions({ input, ...options })).data?.items ?? [];
  const scripts = useQuery(api.scripts.list.queryOptions({ input, ...options })).data?.items ?? [];
  if (q === '') return [];

  const first = jobs[0];
  const acts: PaletteEntry[] = [];
  if (first !== undefined && mayRun) {
    acts.push({
      key: `run ${first.id}`,
      label: t('palette.run', { name: first.name }),
      note: t(isHeld ? 'palette.job-held' : 'kind.job'),
      icon: IconPlayerPlay,
      run: () => actions.runNow([first]),
    });
  }
  if (first?.state === 'active' && mayWrite) {
    acts.push({
      key: `pause ${first.id}`,
      label: t('palette.pause', { name: first.name }),
      note: t('kind.job'),
      icon: IconPlayerPause,
      run: () => actions.pause([first]),
    });
  }
  return [
    ...acts,
    ...jobs.map(({ id, name }) => ({
      key: id,
      label: t('palette.open', { name }),
      note: t('kind.job'),
      icon: IconClockPlay,
      run: () => void navigate({ to: '/jobs/$jobId', params: { jobId: id } }),
    })),
    ...runs.map((run) => ({
      key: run.id,
      label: t('palette.open-run', { name: run.title, ago: formatAgo(Date.now() - Date.parse(run.queuedAt)) }),
      note: t(statusLooks[run.status].word),
      icon: IconPlayerPlay,
      run: () => void navigate({ to: '/runs/$runId', params: { runId: run.id } }),
    })),
    ...agents.map(({ id, name }) => ({
      key: id,
      label: t('palette.open', { name }),
      note: t('kind.agent'),
      icon: IconRobot,
      run: () => void navigate({ to: '/agents/$agentId', params: { agentId: id } }),
    })),
    ...scripts.map(({ id, name, activeVersion }) => ({
      key: id,
      label: t('palette.open', { name }),
      note: activeVersion === null ? t('kind.script') : `${t('kind.script')}, v${activeVersion}`,
      icon: IconCode,
      run: () => void navigate({ to: '/scripts/$scriptId', params: { scriptId: id } }),
    })),
  ];
}
