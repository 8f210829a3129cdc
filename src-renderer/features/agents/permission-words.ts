import type { Profile } from '#contract/profile.ts';
import { formatCount } from '../../lib/format/number.ts';
import { type MessageKey, type MessageValues, t } from '../../lib/messages/messages.ts';

/** One line of what an agent may: the sentence, with its quantity in bold, and what follows from it. */
export interface Permission {
  kind: 'resources' | 'time' | 'network' | 'files' | 'isolation' | 'log';
  text: MessageKey;
  values: MessageValues;
  note: string;
  /** Wider than what is given to everybody. */
  isWide: boolean;
}

/** The profile as sentences a person can agree to, the order being that in which one would ask. */
export function describePermissions(profile: Profile, environment: string): readonly Permission[] {
  return [
    {
      kind: 'resources',
      text: 'agents.may.use',
      values: { memory: memoryWords(profile.memoryMb), cpus: coreWords(profile.cpus) },
      note: t('agents.may.use-note', { pids: profile.pids, tmp: memoryWords(profile.tmpMb) }),
      isWide: false,
    },
    {
      kind: 'time',
      text: 'agents.may.time',
      values: { time: spanWords(profile.timeoutSeconds) },
      note: t('agents.may.time-note', { grace: spanWords(profile.killGraceSeconds) }),
      isWide: false,
    },
    {
      kind: 'network',
      text: `agents.may.network-${profile.network}`,
      values: {},
      note: t(`agents.may.network-${profile.network}-note`),
      isWide: profile.network !== 'none',
    },
    {
      kind: 'files',
      text: 'agents.may.files',
      values: { out: memoryWords(profile.outMb) },
      note: t('agents.may.files-note', { environment }),
      isWide: false,
    },
    {
      kind: 'isolation',
      text: `agents.may.isolation-${profile.isolation}`,
      values: {},
      note: t(`agents.may.limits-${profile.limits}`),
      isWide: profile.limits === 'best-effort',
    },
    {
      kind: 'log',
      text: 'agents.may.log',
      values: { log: memoryWords(profile.logCapMb) },
      note: t('agents.may.log-note'),
      isWide: false,
    },
  ];
}

/** 256 MB, 2 GB: profiles count in MiB and people say MB. */
export function memoryWords(mebibytes: number): string {
  const isWhole = mebibytes >= 1_024 && mebibytes % 1_024 === 0;
  return isWhole ? `${formatCount(mebibytes / 1_024)}\u202fGB` : `${formatCount(mebibytes)}\u202fMB`;
}

/** Half a core, 1 core, 0.25 of a core. */
export function coreWords(cpus: number): string {
  if (cpus === 0.5) return t('agents.half-core');
  return cpus < 1 ? t('agents.part-core', { n: cpus }) : t('agents.cores', { n: cpus });
}

/** 5 min, 90 s, 2 h: in the largest unit that leaves nothing over. */
export function spanWords(seconds: number): string {
  if (seconds >= 3_600 && seconds % 3_600 === 0) return t('unit.hours', { n: seconds / 3_600 });
  if (seconds >= 60 && seconds % 60 === 0) return t('unit.minutes', { n: seconds / 60 });
  return t('unit.seconds', { n: seconds });
}
