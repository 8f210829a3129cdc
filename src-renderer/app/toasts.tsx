import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';
import styles from './toasts.module.css';

/** What was done, failed or can be undone, at the lower right. */
export default function Toasts() {
  return <Notifications position="bottom-right" limit={4} className={styles.toasts ?? ''} />;
}
