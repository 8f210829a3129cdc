import styles from './progress.module.css';

interface ProgressProps {
  /** From 0 to 1. */
  fraction: number;
  label: string;
  tone?: 'run' | 'wait' | 'alert' | 'plain';
  width?: number | string;
}

/** How far something is; moves linearly between two samples. */
export function Progress({ fraction, label, tone = 'run', width = '100%' }: ProgressProps) {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      className={styles.track}
      style={{ width }}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i className={styles.bar} data-tone={tone} style={{ width: `${percent}%` }} />
    </div>
  );
}
