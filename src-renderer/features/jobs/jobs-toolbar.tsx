import { Button, Menu } from '@mantine/core';
import { IconDots, IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext } from '@tabler/icons-react';
import type { Agent } from '#contract/agents.ts';
import type { Job } from '#contract/jobs.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { Toolbar } from '../../ui/page.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useJobActions } from './job-actions.ts';
import type { AskedOfJobs } from './job-dialog.tsx';
import type { JobFilters } from './job-filters.ts';
import styles from './jobs.module.css';

interface JobsToolbarProps {
  filters: JobFilters;
  onFilter: (change: Partial<Record<keyof JobFilters, string | undefined>>) => void;
  agents: ReadonlyMap<string, Agent>;
  /** The selected jobs; what acts on them stands at the right. */
  chosen: readonly Job[];
  /** Has something asked before it is done to them. */
  onAsk: (asked: AskedOfJobs) => void;
  onDone: () => void;
}

/** What narrows the list, and what is done with the jobs selected in it. */
export function JobsToolbar({ filters, onFilter, agents, chosen, onAsk, onDone }: JobsToolbarProps) {
  return (
    <Toolbar
      label={t('jobs.filters')}
      isYielding={chosen.length > 0}
      actions={chosen.length > 0 && <BulkActions chosen={chosen} onAsk={onAsk} onDone={onDone} />}
    >
      <Segments
        label={t('jobs.column.state')}
        value={filters.state ?? 'all'}
        onChange={(state) => onFilter({ state: state === 'all' ? undefined : state })}
        options={[
          { value: 'all', label: t('filter.all') },
          { value: 'active', label: t('status.active') },
          { value: 'paused', label: t('status.paused') },
          { value: 'completed', label: t('status.completed') },
          { value: 'cancelled', label: t('status.cancelled') },
        ]}
      />
      <FilterMenu
        label={t('jobs.filter.trigger')}
        value={filters.kind}
        onChange={(kind) => onFilter({ kind })}
        options={[
          { value: 'cron', label: t('trigger.cron') },
          { value: 'interval', label: t('trigger.interval') },
          { value: 'once', label: t('trigger.once') },
          { value: 'rrule', label: t('trigger.rrule') },
          { value: 'event', label: t('trigger.event') },
          { value: 'condition', label: t('trigger.condition') },
        ]}
      />
      <FilterMenu
        label={t('jobs.column.agent')}
        value={filters.agent}
        onChange={(agent) => onFilter({ agent })}
        options={[...agents.values()].map(({ id, name }) => ({ value: id, label: name }))}
      />
      <FilterMenu
        label={t('filter.sort')}
        value={filters.sort ?? 'nextAt'}
        onChange={(sort) => onFilter({ sort: sort === 'nextAt' ? undefined : sort })}
        isRequired
        options={[
          { value: 'nextAt', label: t('jobs.sort.next') },
          { value: 'name', label: t('jobs.sort.name') },
          { value: 'createdAt', label: t('jobs.sort.created') },
        ]}
      />
    </Toolbar>
  );
}

function BulkActions({ chosen, onAsk, onDone }: Pick<JobsToolbarProps, 'chosen' | 'onAsk' | 'onDone'>) {
  const actions = useJobActions();
  const mayRun = useMay('jobs:run');
  const mayWrite = useMay('jobs:write');
  const act = (action: (jobs: readonly Job[]) => Promise<void>, jobs: readonly Job[]) => () => {
    onDone();
    void action(jobs);
  };
  const running = chosen.filter(({ state }) => state !== 'cancelled');
  const active = chosen.filter(({ state }) => state === 'active');
  const paused = chosen.filter(({ state, snoozedUntil }) => state === 'paused' || snoozedUntil !== null);
  const ask = (act: AskedOfJobs['act'], jobs: readonly Job[]) => () => {
    onDone();
    onAsk({ act, jobs });
  };
  return (
    <>
      <b>{t('list.selected', { n: chosen.length })}</b>
      {mayRun && (
        <Button
          size="xs"
          disabled={running.length === 0}
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          onClick={act(actions.runNow, running)}
        >
          {t('jobs.run-now')}
        </Button>
      )}
      {mayWrite && (
        <>
          <Button
            size="xs"
            disabled={active.length === 0}
            leftSection={<IconPlayerPause size={14} aria-hidden />}
            onClick={act(actions.pause, active)}
          >
            {t('jobs.pause')}
          </Button>
          <Button
            size="xs"
            disabled={paused.length === 0}
            leftSection={<IconPlayerTrackNext size={14} aria-hidden />}
            onClick={act(actions.resume, paused)}
          >
            {t('jobs.resume')}
          </Button>
          <Menu>
            <Menu.Target>
              <Button size="xs" aria-label={t('job.more')}>
                <IconDots size={14} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item disabled={active.length === 0} onClick={ask('snooze', active)}>
                {t('jobs.snooze')}
              </Menu.Item>
              <Menu.Item disabled={active.length === 0} onClick={act(actions.skipNext, active)}>
                {t('jobs.skip-next')}
              </Menu.Item>
              <Menu.Item disabled={running.length === 0} onClick={ask('cancel', running)}>
                {t('job.cancel')}
              </Menu.Item>
              <Menu.Item className={styles.danger} onClick={ask('remove', chosen)}>
                {t('job.remove')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      )}
      <KeyHint keys="Escape" />
    </>
  );
}
