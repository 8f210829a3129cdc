import { Modal } from '@mantine/core';
import { formatDay } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { EntryLines } from './agenda.tsx';
import styles from './calendar.module.css';
import { Density, fullestHour } from './density.tsx';
import type { CalendarCrowd, CalendarEntry } from './plan-calendar.ts';

interface CrowdDialogProps {
  crowd: CalendarCrowd;
  onOpen: (entry: CalendarEntry) => void;
  onClose: () => void;
}

/** What a mark that stands for many holds, one line each. */
export function CrowdDialog({ crowd, onOpen, onClose }: CrowdDialogProps) {
  return (
    <Modal opened onClose={onClose} title={formatDay(crowd.at, Date.now())} size={560}>
      <p className="t2">
        {t('calendar.firings', { n: crowd.count })}
        {crowd.failed > 0 && `, ${t('calendar.failed', { n: crowd.failed })}`}
      </p>
      <Density entries={crowd.members} most={fullestHour([crowd.members])} />
      <div className={styles.crowd}>
        <EntryLines entries={crowd.members} onOpen={onOpen} />
      </div>
    </Modal>
  );
}
