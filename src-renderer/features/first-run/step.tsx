import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../lib/messages/messages.ts';
import styles from './first-run.module.css';

interface StepProps {
  number: number;
  state: 'done' | 'now' | 'later';
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

/** One of the three steps: its number, or a tick once it is done, and what there is to do. */
export function Step({ number, state, title, note, actions, children }: StepProps) {
  return (
    <li className={styles.step} aria-current={state === 'now' ? 'step' : undefined}>
      <div className={styles.stepHead}>
        <span className={styles.number} data-state={state}>
          {state === 'done' ? <IconCheck size={14} aria-label={t('first.step-done')} /> : number}
        </span>
        <h3>{title}</h3>
        {note !== undefined && <span className={styles.note}>{note}</span>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {children !== undefined && <div className={styles.stepBody}>{children}</div>}
    </li>
  );
}
