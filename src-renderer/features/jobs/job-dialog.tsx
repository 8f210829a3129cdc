import type { Job } from '#contract/jobs.ts';
import { BackfillOfLate } from './backfill-dialog.tsx';
import { EndDialog } from './end-dialog.tsx';
import { SnoozeDialog } from './snooze-dialog.tsx';

/** What is asked about jobs before it is done. */
export interface AskedOfJobs {
  act: 'snooze' | 'cancel' | 'remove' | 'backfill';
  jobs: readonly Job[];
}

interface JobDialogProps {
  asked: AskedOfJobs | undefined;
  onClose: () => void;
  /** A job was cancelled or deleted. */
  onEnded?: ((how: 'cancel' | 'remove') => void) | undefined;
}

/** The dialog for what is asked, if anything is. */
export function JobDialog({ asked, onClose, onEnded }: JobDialogProps) {
  const [first] = asked?.jobs ?? [];
  if (asked === undefined || first === undefined) return null;
  const { act, jobs } = asked;
  if (act === 'snooze') return <SnoozeDialog jobs={jobs} onClose={onClose} />;
  if (act === 'backfill') return <BackfillOfLate job={first} onClose={onClose} />;
  return <EndDialog jobs={jobs} how={act} onClose={onClose} onEnded={() => onEnded?.(act)} />;
}
