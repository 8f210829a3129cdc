import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './job-form.module.css';

/** What is wrong, under the thing it is about; nothing where nothing is. */
export function Problem({ children }: { children: ReactNode }) {
  if (children === undefined || children === null) return null;
  return (
    <p className={styles.problem} role="alert">
      <IconAlertTriangle size={14} aria-hidden /> {children}
    </p>
  );
}
