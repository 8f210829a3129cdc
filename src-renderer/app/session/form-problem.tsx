import { IconAlertCircle } from '@tabler/icons-react';
import { describeError } from '../../lib/client/describe-error.ts';
import styles from './session.module.css';

/** Why the form was refused, right under the button that sent it: nothing above moves. */
export function FormProblem({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  return (
    <p className={styles.problem} role="alert">
      <IconAlertCircle size={14} aria-hidden /> {describeError(error).detail}
    </p>
  );
}
