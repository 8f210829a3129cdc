import {
  IconAlertTriangle,
  IconArrowsJoin,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconClockX,
  IconMoon,
  IconPlayerPause,
  IconPlugConnectedX,
  IconProgress,
  IconRotateClockwise,
  type TablerIcon,
} from '@tabler/icons-react';
import type { MessageKey } from '../lib/messages/messages.ts';

/** The six meanings colour has. */
export type Tone = 'ok' | 'fail' | 'run' | 'wait' | 'skip' | 'alert';

/** Every state a run, an occurrence, a job or an agent can be shown in. */
export type StatusName =
  | 'queued'
  | 'starting'
  | 'running'
  | 'retry-wait'
  | 'succeeded'
  | 'failed'
  | 'timed-out'
  | 'cancelled'
  | 'lost'
  | 'pending'
  | 'ran'
  | 'skipped'
  | 'missed'
  | 'coalesced'
  | 'replaced'
  | 'upcoming'
  | 'active'
  | 'paused'
  | 'completed'
  | 'idle'
  | 'stopping'
  | 'disabled'
  | 'alert'
  | 'none';

export interface StatusLook {
  tone: Tone;
  icon: TablerIcon;
  word: MessageKey;
}

/** Colour never stands alone: each status has an icon and a word beside it. */
export const statusLooks: Record<StatusName, StatusLook> = {
  queued: { tone: 'wait', icon: IconClock, word: 'status.queued' },
  starting: { tone: 'run', icon: IconProgress, word: 'status.starting' },
  running: { tone: 'run', icon: IconProgress, word: 'status.running' },
  'retry-wait': { tone: 'wait', icon: IconRotateClockwise, word: 'status.retry-wait' },
  succeeded: { tone: 'ok', icon: IconCircleCheck, word: 'status.succeeded' },
  failed: { tone: 'fail', icon: IconCircleX, word: 'status.failed' },
  'timed-out': { tone: 'fail', icon: IconClockX, word: 'status.timed-out' },
  cancelled: { tone: 'skip', icon: IconBan, word: 'status.cancelled' },
  lost: { tone: 'alert', icon: IconPlugConnectedX, word: 'status.lost' },
  pending: { tone: 'wait', icon: IconClock, word: 'status.pending' },
  ran: { tone: 'ok', icon: IconCircleCheck, word: 'status.ran' },
  skipped: { tone: 'skip', icon: IconCircleMinus, word: 'status.skipped' },
  missed: { tone: 'skip', icon: IconMoon, word: 'status.missed' },
  coalesced: { tone: 'skip', icon: IconArrowsJoin, word: 'status.coalesced' },
  replaced: { tone: 'skip', icon: IconArrowsJoin, word: 'status.replaced' },
  upcoming: { tone: 'skip', icon: IconCircleDashed, word: 'status.upcoming' },
  active: { tone: 'ok', icon: IconCircleCheck, word: 'status.active' },
  paused: { tone: 'skip', icon: IconPlayerPause, word: 'status.paused' },
  completed: { tone: 'skip', icon: IconCircleCheck, word: 'status.completed' },
  idle: { tone: 'skip', icon: IconCircleDashed, word: 'status.idle' },
  stopping: { tone: 'wait', icon: IconProgress, word: 'status.stopping' },
  disabled: { tone: 'skip', icon: IconBan, word: 'status.disabled' },
  alert: { tone: 'alert', icon: IconAlertTriangle, word: 'status.alert' },
  none: { tone: 'skip', icon: IconCircleDashed, word: 'status.none' },
};
