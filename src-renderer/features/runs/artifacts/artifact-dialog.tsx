import { Modal } from '@mantine/core';
import { useState } from 'react';
import type { Artifact } from '#contract/runs.ts';
import { formatBytes } from '../../../lib/format/number.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Segments } from '../../../ui/segments.tsx';
import { ArtifactPreview } from './artifact-preview.tsx';
import styles from './artifacts.module.css';
import { previewKindOf } from './preview-kind.ts';

interface ArtifactDialogProps {
  runId: string;
  artifact: Artifact;
  onClose: () => void;
}

/** A file with all the room there is, set out or as it was written. */
export function ArtifactDialog({ runId, artifact, onClose }: ArtifactDialogProps) {
  const [view, setView] = useState<'preview' | 'source'>('preview');
  const kind = previewKindOf(artifact);
  const hasTwoViews = kind !== 'text' && kind !== 'image';
  return (
    <Modal
      opened
      onClose={onClose}
      size="min(1100px, 94vw)"
      classNames={{ body: styles.dialog }}
      title={
        <span className={styles.dialogTitle}>
          {artifact.path} <span className="t3 xs">{formatBytes(artifact.size)}</span>
        </span>
      }
    >
      {hasTwoViews && (
        <Segments
          label={t('run.preview-as')}
          value={view}
          onChange={setView}
          options={[
            { value: 'preview', label: t('run.preview-set') },
            { value: 'source', label: t('run.preview-source') },
          ]}
        />
      )}
      <ArtifactPreview runId={runId} artifact={artifact} isSource={view === 'source'} isLarge />
    </Modal>
  );
}
