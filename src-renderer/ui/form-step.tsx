import type { CSSProperties, ReactNode } from 'react';
import styles from './form-step.module.css';

interface FormStepProps {
  number: number;
  title: string;
  hint: string;
  /** How many fields stand beside each other where there is room; without it they are laid out by themselves. */
  columns?: number;
  children: ReactNode;
}

/** One of the steps of a form that stands on one page: its number and name at the left, its fields beside them. */
export function FormStep({ number, title, hint, columns, children }: FormStepProps) {
  return (
    <section className={styles.step} aria-label={title}>
      <div className={styles.head}>
        <span className={styles.number} aria-hidden>
          {number}
        </span>
        <div>
          <h2>{title}</h2>
          <p>{hint}</p>
        </div>
      </div>
      {columns === undefined ? (
        <div>{children}</div>
      ) : (
        <div className={styles.fields} style={{ '--columns': columns } as CSSProperties}>
          {children}
        </div>
      )}
    </section>
  );
}
