import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Run } from '#contract/runs.ts';
import { nameLimits } from '../../lib/limit-words.ts';
import { t } from '../../lib/messages/messages.ts';
import { Region } from '../../ui/page.tsx';
import { Artifacts } from './artifacts/artifacts.tsx';
import styles from './run.module.css';
import { isLive } from './run-times.ts';
import { UsageRegion } from './usage-region.tsx';

/** What went in and what came out of a run. */
export function RunRail({ run }: { run: Run }) {
  return (
    <>
      <Why run={run} />
      <UsageRegion run={run} />
      <Region title={t('run.result')} note={run.result === undefined ? undefined : <CopyJson value={run.result} />}>
        {run.result === undefined ? (
          <p className={styles.hint}>{t(isLive(run) ? 'run.result-later' : 'run.result-none')}</p>
        ) : (
          <Json value={run.result} label={t('run.result')} />
        )}
      </Region>
      <Artifacts run={run} />
      {run.input !== undefined && (
        <Region title={t('run.input')}>
          <Json value={run.input} label={t('run.input')} />
        </Region>
      )}
      <Region title={t('run.identity')}>
        <dl className={styles.pairs}>
          <dt>{t('run.id')}</dt>
          <dd className="mono">{run.id}</dd>
          {run.imageDigest !== null && (
            <>
              <dt>{t('run.image')}</dt>
              <dd className="mono">{run.imageDigest}</dd>
            </>
          )}
          <dt>{t('run.priority')}</dt>
          <dd>{run.priority}</dd>
        </dl>
      </Region>
    </>
  );
}

/** What went wrong, or was not quite as asked for; that all went well needs no words. */
function Why({ run }: { run: Run }) {
  const reason = run.status === 'succeeded' ? null : run.reason;
  if (reason === null && run.warnings.length === 0 && run.unenforced.length === 0) return null;
  return (
    <Region title={t('run.why')}>
      {reason !== null && <p>{reason}</p>}
      {run.warnings.map((warning) => (
        <p key={warning} className={styles.warning}>
          <IconAlertTriangle size={14} aria-hidden /> {warning}
        </p>
      ))}
      {run.unenforced.length > 0 && (
        <p className={styles.warning}>
          <IconAlertTriangle size={14} aria-hidden /> {t('run.unenforced', { limits: nameLimits(run.unenforced) })}
        </p>
      )}
    </Region>
  );
}

function Json({ value, label }: { value: unknown; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is longer than its box is scrolled by the arrows
    <section className={styles.json} aria-label={label} tabIndex={0}>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </section>
  );
}

function CopyJson({ value }: { value: unknown }) {
  return (
    <Button
      size="xs"
      variant="subtle"
      onClick={() => void navigator.clipboard.writeText(JSON.stringify(value, null, 2))}
    >
      {t('action.copy')}
    </Button>
  );
}
