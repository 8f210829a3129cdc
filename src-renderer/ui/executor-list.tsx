import { IconCircleCheck, IconCircleMinus, IconCircleX } from '@tabler/icons-react';
import type { ExecutorHealth, SystemState } from '#contract/system.ts';
import { nameLimits } from '../lib/limit-words.ts';
import { t } from '../lib/messages/messages.ts';
import styles from './executor-list.module.css';
import { ImageLine } from './image-line.tsx';

interface ExecutorListProps {
  executors: readonly ExecutorHealth[];
  /** The one runs go to. */
  inUse: SystemState['engine']['executor'];
  image: SystemState['image'];
  /** Has a missing image built; absent for those who may not ask for it. */
  onBuild?: (() => void) | undefined;
}

/** Each way to run scripts here: whether it works, what it cannot hold, and how to mend it. */
export function ExecutorList({ executors, inUse, image, onBuild }: ExecutorListProps) {
  if (executors.length === 0) return <p className="t3 xs">{t('executor.looking')}</p>;
  const spare = executors.find(({ ok }) => ok)?.executor;
  const lacks = ({ executor }: ExecutorHealth) => executor === 'docker' && image.canBuild;
  return (
    <ul className={styles.executors}>
      {executors.map((health) => (
        <li key={health.executor}>
          <ExecutorLine health={lacks(health) ? withoutCure(health) : health} isInUse={health.executor === inUse} />
          {lacks(health) && <ImageLine image={image} meanwhile={spare && t(`engine.${spare}`)} onBuild={onBuild} />}
        </li>
      ))}
    </ul>
  );
}

function ExecutorLine({ health, isInUse }: { health: ExecutorHealth; isInUse: boolean }) {
  const { ok, problem, fix, unenforced } = health;
  // One that is down matters only while nothing else works; a spare that is down is a plain fact.
  const Icon = ok ? IconCircleCheck : isInUse ? IconCircleX : IconCircleMinus;
  return (
    <>
      <div className={styles.line}>
        <span className={styles.state} data-ok={ok || undefined}>
          <Icon size={14} aria-hidden />
        </span>
        <b>{t(`engine.${health.executor}`)}</b>
        <span className="t3 ellipsis">{/^[\d.]*/.exec(health.version ?? '')?.[0]}</span>
        <span className={styles.word}>
          {t(ok ? (isInUse ? 'executor.in-use' : 'executor.ready') : 'executor.down')}
        </span>
      </div>
      {problem !== null && <p className={styles.problem}>{problem}</p>}
      {fix !== null && <p className={styles.fix}>{t('executor.fix', { fix })}</p>}
      {ok && unenforced.length > 0 && (
        <p className={styles.problem}>{t('executor.unenforced', { limits: nameLimits(unenforced) })}</p>
      )}
    </>
  );
}

/** What the image lacks is said by its own line, with a better cure than the command line. */
function withoutCure(health: ExecutorHealth): ExecutorHealth {
  return { ...health, problem: null, fix: null };
}
