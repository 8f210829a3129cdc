import { Button } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Run } from '#contract/runs.ts';
import type { Problem } from '#contract/scripts.ts';
import { formatDuration } from '../../../lib/format/duration.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Progress } from '../../../ui/progress.tsx';
import { Elapsed } from '../../../ui/relative-time.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import type { CodePlace } from '../monaco/code-editor.tsx';
import styles from './editor.module.css';
import { ProblemList } from './problem-list.tsx';
import { isLive, type TestRun } from './use-test-run.ts';

export type PanelName = 'run' | 'problems' | 'result';

interface UnderPanelProps {
  open: PanelName;
  onOpen: (panel: PanelName) => void;
  test: TestRun;
  mayStop: boolean;
  problems: readonly Problem[];
  onProblem: (place: CodePlace) => void;
  renderLog: (run: Run) => ReactNode;
}

/** What stands under the editor: the test run as it goes, the problems, the result. */
export function UnderPanel(props: UnderPanelProps) {
  const { open, onOpen, test, problems } = props;
  const { run } = test;
  const tabs = [
    { name: 'run', label: t('scripts.test-run'), note: run !== undefined && <StatusBadge status={run.status} /> },
    { name: 'problems', label: t('scripts.problems'), note: problems.length > 0 && problems.length },
    { name: 'result', label: t('scripts.result'), note: false },
  ] as const;
  return (
    <section className={styles.under} aria-label={t('scripts.panel')}>
      <div className={styles.underHead}>
        <div className={styles.underTabs} role="tablist" aria-label={t('scripts.panel')}>
          {tabs.map(({ name, label, note }) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`under-${name}`}
              aria-selected={open === name}
              aria-controls="under-panel"
              onClick={() => onOpen(name)}
            >
              {label} {note !== false && <span className={styles.tabNote}>{note}</span>}
            </button>
          ))}
        </div>
        {run !== undefined && <RunState run={run} test={test} mayStop={props.mayStop} />}
      </div>
      <div id="under-panel" className={styles.underBody} role="tabpanel" aria-labelledby={`under-${open}`}>
        {open === 'problems' && <ProblemList problems={problems} onOpen={props.onProblem} />}
        {open === 'result' && <Result run={run} />}
        {open === 'run' &&
          (run === undefined ? <p className={styles.quiet}>{t('scripts.no-run')}</p> : props.renderLog(run))}
      </div>
    </section>
  );
}

function RunState({ run, test, mayStop }: { run: Run; test: TestRun; mayStop: boolean }) {
  const isRunning = isLive(run);
  return (
    <div className={styles.runState}>
      {isRunning && run.progress !== null && (
        <>
          <Progress fraction={run.progress.fraction} label={run.progress.text || t('run.progress')} width={96} />
          <span className="ellipsis">{run.progress.text}</span>
        </>
      )}
      <span className="figures">
        {run.durationMs === null ? <Elapsed since={run.startedAt ?? run.queuedAt} /> : formatDuration(run.durationMs)}
      </span>
      {isRunning && mayStop ? (
        <Button
          size="xs"
          className={styles.stop}
          loading={test.isStopping}
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          onClick={test.stop}
        >
          {t('scripts.stop')}
        </Button>
      ) : (
        <Link to="/runs/$runId" params={{ runId: run.id }} className={styles.link}>
          {t('scripts.open-run')}
        </Link>
      )}
    </div>
  );
}

function Result({ run }: { run: Run | undefined }) {
  if (run === undefined || isLive(run)) return <p className={styles.quiet}>{t('scripts.no-result')}</p>;
  return (
    <>
      {run.reason !== null && run.status !== 'succeeded' && <p className={styles.quiet}>{run.reason}</p>}
      {run.result === undefined ? (
        <p className={styles.quiet}>{t('run.result-none')}</p>
      ) : (
        <pre className={styles.result}>{JSON.stringify(run.result, null, 2)}</pre>
      )}
    </>
  );
}
