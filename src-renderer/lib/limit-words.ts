import { t } from './messages/messages.ts';

const words = { cpus: 'limit.cpus', memory: 'limit.memory', pids: 'limit.pids' } as const;

/** Limits a sandbox does not hold, in words; one the core names in words already stays as it is. */
export function nameLimits(limits: readonly string[]): string {
  return limits
    .map((limit) => (Object.hasOwn(words, limit) ? t(words[limit as keyof typeof words]) : limit))
    .join(', ');
}
