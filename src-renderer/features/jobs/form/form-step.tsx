import type { ReactNode } from 'react';
import styles from './job-form.module.css';

interface FormStepProps {
  number: number;
  title: string;
  hint: string;
  children: ReactNode;
}

/** One of the steps of a form that stands on one page: its number and name at the left, its fields beside them. */
export function FormStep({ number, title, hint, children }: FormStepProps) {
  return (
    <section className={styles.step} aria-label={title}>
      <div className={styles.stepHead}>
        <span className={styles.number} aria-hidden>
          {number}
        </span>
        <div>
          <h2>{title}</h2>
          <p>{hint}</p>
        </div>
      </div>
      <div>{children}</div>
    </section>
  );
}
