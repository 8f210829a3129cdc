import type { Scope } from '#contract/scopes.ts';
import type { Change } from '#contract/system.ts';
import { mayRead, type Principal } from '../access/principal.ts';
import { findAgent } from '../agents/agents.ts';
import type { ReadDb } from '../db/database.ts';
import { findEvent } from '../events/event-store.ts';
import { findJob } from '../jobs/job-store.ts';
import { findRun } from '../runs/run-store.ts';
import { findScript } from '../scripts/script-store.ts';

/** Which scope lets one hear of a topic; the state of the system is everyone's to hear of. */
const scopeOfTopic: Record<Change['topic'], Scope | null> = {
  scripts: 'scripts:read',
  agents: 'agents:read',
  jobs: 'jobs:read',
  runs: 'runs:read',
  events: 'events:read',
  audit: 'audit:read',
  settings: 'settings:read',
  tokens: 'tokens:read',
  users: 'users:read',
  system: null,
  window: null,
};

const finders = {
  scripts: findScript,
  agents: findAgent,
  jobs: findJob,
  runs: findRun,
  // The system's own are nobody's, and shared
  events: (read: ReadDb, id: string) => {
    const event = findEvent(read, id);
    return event === undefined ? undefined : { ...event, ownerId: event.ownerId ?? '' };
  },
};

/**
 * The changes a caller may hear of: nothing outside their scopes, nothing of other people's private things. What is
 * gone has no owner to ask for any more, so it is told without its id.
 */
export function visibleChanges(read: ReadDb, principal: Principal, changes: readonly Change[]): Change[] {
  return changes.flatMap((change) => {
    const scope = scopeOfTopic[change.topic];
    const isAboutSelf = change.topic === 'users' && change.id === principal.userId;
    if (isAboutSelf) return change;
    if (scope !== null && !principal.scopes.has(scope)) return [];
    if (principal.isAdmin || change.id === null || !isOwned(change.topic)) return change;
    const thing = finders[change.topic](read, change.id);
    if (thing === undefined) return { topic: change.topic, id: null };
    return mayRead(principal, thing) ? change : [];
  });
}

function isOwned(topic: Change['topic']): topic is keyof typeof finders {
  return topic in finders;
}
