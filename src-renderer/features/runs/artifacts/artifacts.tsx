import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '#contract/runs.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Region } from '../../../ui/page.tsx';
import { artifactsQuery } from '../run-queries.ts';
import { isLive } from '../run-times.ts';
import { ArtifactDialog } from './artifact-dialog.tsx';
import { ArtifactPreview } from './artifact-preview.tsx';
import { ArtifactRow } from './artifact-row.tsx';
import styles from './artifacts.module.css';

/** The files a run left, each to look into or to take home. */
export function Artifacts({ run }: { run: Run }) {
  const { data, error } = useQuery(artifactsQuery(run));
  const [open, setOpen] = useState<string>();
  const [enlarged, setEnlarged] = useState<string>();
  const items = data?.items ?? [];
  const large = items.find(({ path }) => path === enlarged);
  return (
    <Region title={t('run.artifacts')} note={items.length > 0 ? items.length : undefined}>
      {error !== null && <p className={styles.hint}>{t('run.artifacts-unreadable')}</p>}
      {error === null && items.length === 0 && (
        <p className={styles.hint}>{t(isLive(run) ? 'run.artifacts-later' : 'run.artifacts-none')}</p>
      )}
      <ul className={styles.artifacts}>
        {items.map((artifact) => (
          <li key={artifact.path}>
            <ArtifactRow
              runId={run.id}
              artifact={artifact}
              isOpen={open === artifact.path}
              onToggle={() => setOpen(open === artifact.path ? undefined : artifact.path)}
              onEnlarge={() => setEnlarged(artifact.path)}
            />
            {open === artifact.path && <ArtifactPreview runId={run.id} artifact={artifact} />}
          </li>
        ))}
      </ul>
      {large !== undefined && <ArtifactDialog runId={run.id} artifact={large} onClose={() => setEnlarged(undefined)} />}
    </Region>
  );
}
