import { Button } from '@mantine/core';
import { IconProgress } from '@tabler/icons-react';
import type { SystemState } from '#contract/system.ts';
import { t } from '../lib/messages/messages.ts';
import styles from './executor-list.module.css';
import { Elapsed } from './relative-time.tsx';

interface ImageLineProps {
  image: SystemState['image'];
  /** What serves meanwhile, by its name on the screen. */
  meanwhile: string | undefined;
  /** Has it built; absent for those who may not ask for it. */
  onBuild: (() => void) | undefined;
}

/** A sandbox image that is not there: what is being done about it, what came of it, or what can be done. */
export function ImageLine({ image, meanwhile, onBuild }: ImageLineProps) {
  const { ref, building, problem, canBuild } = image;
  return (
    <div className={styles.image}>
      {building === null ? (
        <Lack image={image} />
      ) : (
        <>
          <p role="status">
            <IconProgress size={14} aria-hidden /> {t(`executor.image.${building.step}`)} <code>{ref}</code>
          </p>
          <p className="t3">
            <Elapsed since={building.startedAt} /> <span className="mono">{building.lines.at(-1)}</span>
          </p>
        </>
      )}
      {meanwhile !== undefined && <p className="t3">{t('executor.meanwhile', { name: meanwhile })}</p>}
      {building === null && canBuild && onBuild !== undefined && (
        <Button size="xs" onClick={onBuild}>
          {t(problem === null ? 'executor.image-build' : 'action.retry')}
        </Button>
      )}
    </div>
  );
}

function Lack({ image: { ref, problem } }: { image: SystemState['image'] }) {
  if (problem !== null) return <p>{t('executor.image-failed', { why: problem })}</p>;
  return (
    <p>
      {t('executor.no-image')} <code>{ref}</code>
    </p>
  );
}
