import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconDownload,
  IconFile,
  IconFileText,
  IconPhoto,
  IconTable,
  IconWorld,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Artifact, Run } from '#contract/runs.ts';
import { client, transport } from '../../lib/client/api.ts';
import { downloadBlob, downloadPath } from '../../lib/download.ts';
import { formatBytes } from '../../lib/format/number.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyFailed } from '../../ui/notify.tsx';
import { Region } from '../../ui/page.tsx';
import { ArtifactPreview, isPreviewable } from './artifact-preview.tsx';
import styles from './run.module.css';
import { artifactsQuery } from './run-queries.ts';
import { isLive } from './run-times.ts';

const icons: Record<string, TablerIcon> = {
  csv: IconTable,
  tsv: IconTable,
  json: IconFileText,
  txt: IconFileText,
  md: IconFileText,
  log: IconFileText,
  html: IconWorld,
  png: IconPhoto,
  jpg: IconPhoto,
  jpeg: IconPhoto,
  gif: IconPhoto,
  webp: IconPhoto,
};

/** The files a run left, each to look into or to take home. */
export function Artifacts({ run }: { run: Run }) {
  const { data, error } = useQuery(artifactsQuery(run));
  const [open, setOpen] = useState<string>();
  const items = data?.items ?? [];
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
            />
            {open === artifact.path && <ArtifactPreview runId={run.id} artifact={artifact} />}
          </li>
        ))}
      </ul>
    </Region>
  );
}

interface ArtifactRowProps {
  runId: string;
  artifact: Artifact;
  isOpen: boolean;
  onToggle: () => void;
}

function ArtifactRow({ runId, artifact, isOpen, onToggle }: ArtifactRowProps) {
  const Icon = icons[extensionOf(artifact.path)] ?? IconFile;
  const name = artifact.path.split('/').at(-1) ?? artifact.path;
  const save = async () => {
    // The browser streams what REST serves; the window has no such address and gets the file in one piece.
    if (transport.kind === 'browser') {
      downloadPath(`/runs/${runId}/artifacts/${artifact.path.split('/').map(encodeURIComponent).join('/')}`, name);
      return;
    }
    try {
      downloadBlob(await client.runs.artifact({ id: runId, path: artifact.path }), name);
    } catch (error) {
      notifyFailed(t('run.artifact-failed', { name }), error);
    }
  };
  return (
    <div className={styles.artifact}>
      <Icon size={16} className="t3" aria-hidden />
      {isPreviewable(artifact) ? (
        <button type="button" className={styles.artifactName} aria-expanded={isOpen} onClick={onToggle}>
          {artifact.path}
        </button>
      ) : (
        <span className="grow ellipsis" title={artifact.path}>
          {artifact.path}
        </span>
      )}
      <span className="t3 xs">{formatBytes(artifact.size)}</span>
      <Tooltip label={t('action.download')}>
        <ActionIcon size="xs" aria-label={t('run.artifact-download', { name })} onClick={() => void save()}>
          <IconDownload size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function extensionOf(path: string): string {
  return /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}
