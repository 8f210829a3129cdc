import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Run } from '#contract/runs.ts';
import { formatExact, formatMoment } from '../../../lib/format/time.ts';
import { rich, t } from '../../../lib/messages/messages.ts';
import { DiffViewer } from '../../../ui/diff-viewer.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { type Comparison, comparisons } from '../run-place.ts';
import { momentOf } from '../run-times.ts';
import styles from './compare.module.css';
import { FactsTable } from './facts-table.tsx';
import { LogDiff } from './log-diff.tsx';
import { ScriptDiff } from './script-diff.tsx';

interface CompareViewProps {
  run: Run;
  /** The last one before it that went well. */
  good: Run;
  shown: Comparison;
  onShow: (shown: Comparison) => void;
  onClose: () => void;
}

/** A run beside the last good one: what it was given, what its script is, what it printed. */
export function CompareView({ run, good, shown, onShow, onClose }: CompareViewProps) {
  const moment = momentOf(good);
  return (
    <section className={styles.view} aria-label={t('run.compare')}>
      <div className={styles.bar}>
        <Segments
          label={t('run.compare-what')}
          value={shown}
          onChange={onShow}
          options={comparisons.map((value) => ({ value, label: t(`run.compare.${value}`) }))}
        />
        <span className={styles.with} title={formatExact(moment)}>
          {rich(
            'run.compare-with',
            {},
            {
              run: () => (
                <Link key="run" to="/runs/$runId" params={{ runId: good.id }}>
                  {formatMoment(moment, Date.now())}
                </Link>
              ),
            },
          )}
        </span>
        <Button size="xs" leftSection={<IconX size={14} aria-hidden />} onClick={onClose}>
          {t('run.compare-close')}
        </Button>
      </div>
      {shown === 'facts' && <FactsTable run={run} good={good} />}
      {shown === 'script' && <ScriptDiff run={run} good={good} />}
      {shown === 'input' && <JsonDiff label={t('run.compare.input')} good={good.input} ours={run.input} />}
      {shown === 'result' && <JsonDiff label={t('run.compare.result')} good={good.result} ours={run.result} />}
      {shown === 'log' && <LogDiff run={run} good={good} />}
    </section>
  );
}

function JsonDiff({ label, good, ours }: { label: string; good: unknown; ours: unknown }) {
  const sides = [good, ours].map((value) => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [original = '', modified = ''] = sides;
  if (original === modified) {
    return <EmptyState title={label} text={t(original === '' ? 'run.compare-neither' : 'diff.same')} />;
  }
  return <DiffViewer label={label} path="value.json" original={original} modified={modified} />;
}
