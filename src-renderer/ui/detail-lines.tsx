import { toDetailLines } from '../lib/detail-lines.ts';
import { t } from '../lib/messages/messages.ts';
import styles from './detail-lines.module.css';

/** What an act did, line by line: what stood there before is struck out, what stands there now follows. */
export function DetailLines({ details }: { details: Readonly<Record<string, unknown>> }) {
  const lines = toDetailLines(details);
  if (lines.length === 0) return <p className="t3 xs">{t('details.none')}</p>;
  return (
    <ul className={styles.lines}>
      {lines.map(({ path, before, value }) => (
        <li key={path}>
          {before !== undefined && (
            <del className={styles.line}>
              <span aria-hidden>−</span> {path}: {before}
            </del>
          )}
          {before === undefined ? (
            <span className={styles.line}>
              <span aria-hidden> </span> <span className="t2">{path}:</span> {value}
            </span>
          ) : (
            <ins className={styles.line}>
              <span aria-hidden>+</span> {path}: {value}
            </ins>
          )}
        </li>
      ))}
    </ul>
  );
}
