import { IconClock, IconClockExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Run } from '#contract/runs.ts';
import { api } from '../../lib/client/api.ts';
import { formatDuration } from '../../lib/format/duration.ts';
import { formatDecimal, formatPercent } from '../../lib/format/number.ts';
import { formatClock, formatExact } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { formatMemory, peakMemoryOf } from '../../lib/run-usage.ts';
import { Progress } from '../../ui/progress.tsx';
import { Elapsed } from '../../ui/relative-time.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from './run.module.css';
import { RunOrigin } from './run-origin.tsx';
import type { Usual } from './run-queries.ts';
import { isLive, momentOf, timesUsual } from './run-times.ts';

/** What one wants to know of a run at first sight, in one line under its header. */
export function RunFacts({ run, usual }: { run: Run; usual: Usual | undefined }) {
  const peak = peakMemoryOf(run);
  return (
    <dl className={styles.facts}>
      <Fact label={t(isLive(run) ? 'run.elapsed' : 'run.took')} isLarge>
        <Took run={run} />{' '}
        {usual !== undefined && <small>{t('run.usually', { usual: formatDuration(usual.ms) })}</small>}
        {isLive(run) && <TimesUsual run={run} usualMs={usual?.ms} />}
      </Fact>
      {run.progress !== null && isLive(run) && <RunProgress run={run} fraction={run.progress.fraction} />}
      <Fact label={t('run.trigger')}>
        <IconClock size={14} className="t3" aria-hidden /> <Origin run={run} />
      </Fact>
      <Fact label={t('run.what')}>
        <What run={run} />
      </Fact>
      <Fact label={t('run.sandbox')}>
        {run.executor === null ? t('run.no-sandbox-yet') : t(`engine.${run.executor}`)}
        {peak !== undefined && ` · ${t('run.peak', { value: formatMemory(peak) })}`}
      </Fact>
      {run.exitCode !== null && <Fact label={t('run.exit-code')}>{run.exitCode}</Fact>}
    </dl>
  );
}

function Fact({ label, children, isLarge }: { label: string; children: ReactNode; isLarge?: boolean }) {
  return (
    <div data-large={isLarge || undefined}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Took({ run }: { run: Run }) {
  if (run.durationMs !== null) return formatDuration(run.durationMs);
  return <Elapsed since={run.startedAt ?? run.queuedAt} />;
}

/** That it takes far longer than is usual. */
function TimesUsual({ run, usualMs }: { run: Run; usualMs: number | undefined }) {
  const times = timesUsual(run, usualMs, useNow());
  if (times === undefined) return null;
  return (
    <small className={styles.slow}>
      <IconClockExclamation size={14} aria-hidden /> {t('run.times-usual', { n: formatDecimal(times, 1) })}
    </small>
  );
}

function RunProgress({ run, fraction }: { run: Run; fraction: number }) {
  const now = useNow();
  const spentMs = run.startedAt === null ? 0 : now - Date.parse(run.startedAt);
  const leftMs = fraction > 0.02 ? (spentMs / fraction) * (1 - fraction) : undefined;
  return (
    <Fact label={t('run.progress')} isLarge>
      <span className={styles.progress}>
        {formatPercent(fraction)}
        <Progress fraction={fraction} label={run.progress?.text || t('run.progress')} width={96} />
        {leftMs !== undefined && <small>{t('run.left', { time: formatDuration(leftMs) })}</small>}
      </span>
    </Fact>
  );
}

function Origin({ run }: { run: Run }) {
  const { eventId, scheduledFor, requestedBy } = run.origin;
  const dueAt = momentOf(run);
  const lateMs = run.startedAt === null ? undefined : Date.parse(run.startedAt) - dueAt;
  return (
    <span title={formatExact(dueAt)}>
      {eventId === null ? (
        <RunOrigin run={run} />
      ) : (
        <Link to="/events" search={{ event: eventId }}>
          <RunOrigin run={run} />
        </Link>
      )}
      {requestedBy !== null && scheduledFor === null && `, ${t('run.by', { name: requestedBy })}`}
      {scheduledFor !== null && `, ${t('run.due', { time: formatClock(dueAt) })}`}
      {scheduledFor !== null &&
        lateMs !== undefined &&
        `, ${t('run.late', { time: formatDuration(Math.max(0, lateMs)) })}`}
      {run.covers !== undefined && run.covers > 1 && `, ${t('run.covers', { n: run.covers })}`}
    </span>
  );
}

function What({ run }: { run: Run }) {
  const { data: agent } = useQuery(
    api.agents.get.queryOptions({ input: { id: run.agentId ?? '' }, enabled: run.agentId !== null, retry: false }),
  );
  const { data: script } = useQuery(
    api.scripts.get.queryOptions({ input: { id: run.scriptId ?? '' }, enabled: run.scriptId !== null, retry: false }),
  );
  const parts = [
    agent !== undefined && (
      <Link key="agent" to="/agents/$agentId" params={{ agentId: agent.id }}>
        {agent.name}
      </Link>
    ),
    script !== undefined && (
      <Link key="script" to="/scripts/$scriptId" params={{ scriptId: script.id }}>
        {script.name} {run.scriptVersion === null ? t('run.draft') : `v${run.scriptVersion}`}
      </Link>
    ),
    agent === undefined && script === undefined && run.title,
    run.environment,
  ].filter((part) => part !== false);
  return parts.flatMap((part, index) => (index === 0 ? [part] : [' · ', part]));
}
