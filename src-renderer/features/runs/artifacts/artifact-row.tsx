import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconArrowsMaximize,
  IconDownload,
  IconFile,
  IconFileText,
  IconPhoto,
  IconTable,
  IconWorld,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Artifact } from '#contract/runs.ts';
import { downloadPath } from '../../../lib/download.ts';
import { formatBytes } from '../../../lib/format/number.ts';
import { t } from '../../../lib/messages/messages.ts';
import styles from './artifacts.module.css';
import { type PreviewKind, previewKindOf } from './preview-kind.ts';

const icons: Record<PreviewKind, TablerIcon> = {
  table: IconTable,
  json: IconFileText,
  text: IconFileText,
  markdown: IconFileText,
  html: IconWorld,
  image: IconPhoto,
};

interface ArtifactRowProps {
  runId: string;
  artifact: Artifact;
  isOpen: boolean;
  onToggle: () => void;
  onEnlarge: () => void;
}

/** One file: its name opens it where it can be looked at here; it can be taken home whatever it is. */
export function ArtifactRow({ runId, artifact, isOpen, onToggle, onEnlarge }: ArtifactRowProps) {
  const kind = previewKindOf(artifact);
  const Icon = kind === undefined ? IconFile : icons[kind];
  const name = artifact.path.split('/').at(-1) ?? artifact.path;
  return (
    <div className={styles.artifact}>
      <Icon size={16} className="t3" aria-hidden />
      {kind !== undefined ? (
        <button type="button" className={styles.name} aria-expanded={isOpen} title={artifact.path} onClick={onToggle}>
          {artifact.path}
        </button>
      ) : (
        <span className="grow ellipsis" title={artifact.path}>
          {artifact.path}
        </span>
      )}
      <span className="t3 xs">{formatBytes(artifact.size)}</span>
      {isOpen && (
        <Tooltip label={t('run.enlarge')}>
          <ActionIcon size="xs" aria-label={t('run.artifact-enlarge', { name })} onClick={onEnlarge}>
            <IconArrowsMaximize size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label={t('action.download')}>
        <ActionIcon
          size="xs"
          aria-label={t('run.artifact-download', { name })}
          onClick={() => save(runId, artifact.path, name)}
        >
          <IconDownload size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function save(runId: string, path: string, name: string): void {
  downloadPath(`/runs/${runId}/artifacts/${path.split('/').map(encodeURIComponent).join('/')}`, name);
}
