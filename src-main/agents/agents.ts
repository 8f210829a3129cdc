import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Agent, AgentInput, AgentStatus } from '#contract/agents.ts';
import { defaultProfile, type Profile, type ProfileInput } from '#contract/profile.ts';
import type { Caller } from '../access/caller.ts';
import { isListed, type ListFilter } from '../access/listing.ts';
import { changeable, visible } from '../access/ownership.ts';
import type { Audit } from '../audit/audit.ts';
import { listChanges, underPath } from '../audit/list-changes.ts';
import { type Clock, toInstant } from '../base/clock.ts';
import { decodeCursor, pageOf } from '../base/cursor.ts';
import { dropUndefined } from '../base/drop-undefined.ts';
import { AppError, invalid } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { ReadDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { agents } from '../db/schema/agents.ts';
import { refuseDuplicate } from '../db/unique.ts';
import { findScript, findVersion } from '../scripts/script-store.ts';
import { checkProfile } from './profile-rules.ts';

export type AgentRow = typeof agents.$inferSelect;

export interface AgentFilter extends ListFilter {
  limit: number;
  cursor?: string | undefined;
}
/** A field left out of a PATCH is undefined, however it got there. */
export type AgentPatch = { [Key in keyof AgentInput]?: AgentInput[Key] | undefined };

/** Runnable identities: a script with its configuration and what it may use. */
export function makeAgents(options: {
  audit: Audit;
  clock: Clock;
  /** Names of the jobs that use an agent; a higher room knows. */
  listUsers: (read: ReadDb, agentId: string) => string[];
}) {
  const { audit, clock, listUsers } = options;
  const { read } = audit;

  /** The script must be one the caller may see, and a pinned version must exist. */
  function checkScript(caller: Caller, { scriptId, version }: { scriptId: string; version: number | null }): void {
    const script = findScript(read, scriptId);
    if (
      script === undefined ||
      (!caller.principal.isAdmin && script.ownerId !== caller.principal.userId && script.visibility !== 'shared')
    ) {
      throw invalid('scriptId', `there is no script ${scriptId}, or you may not see it`);
    }
    if (version !== null && findVersion(read, scriptId, version) === undefined) {
      throw invalid('version', `script ${script.name} has no version ${version}; it has ${script.latestVersion ?? 0}`);
    }
  }

  function edit(caller: Caller, id: string, patch: AgentPatch): AgentRow {
    return audit.transact(caller.context, ({ tx, record }) => {
      const row = changeable(caller, 'agent', { id, row: findAgent(tx, id) });
      const { name, profile, ...rest } = dropUndefined(patch);
      checkScript(caller, {
        scriptId: rest.scriptId ?? row.scriptId,
        version: rest.version === undefined ? row.version : rest.version,
      });
      const set = {
        ...rest,
        ...(name === undefined ? {} : { name, nameKey: name.toLowerCase() }),
        ...(profile === undefined ? {} : { profile: fillProfile(caller, profile, row.profile) }),
        revision: row.revision + 1,
        updatedAt: clock.now(),
      };
      const changed = refuseDuplicate('an agent', name ?? row.name, () =>
        tx.update(agents).set(set).where(eq(agents.id, id)).returning().get(),
      );
      record({
        action: 'agent.update',
        resource: { type: 'agent', id, name: changed.name },
        details: { changed: listChanges(describeAgent(row), describeAgent(changed)) },
      });
      return changed;
    });
  }

  return {
    list(caller: Caller, filter: AgentFilter) {
      const after = decodeCursor(filter.cursor);
      const rows = read
        .select()
        .from(agents)
        .where(
          and(
            isListed(agents, caller.principal, filter),
            after === undefined ? undefined : sql`(${agents.nameKey}, ${agents.id}) > (${after[0]}, ${after[1]})`,
          ),
        )
        .orderBy(asc(agents.nameKey), asc(agents.id))
        .limit(filter.limit + 1)
        .all();
      return pageOf(rows, filter.limit, { toItem: (row) => row, toPosition: (row) => [row.nameKey, row.id] });
    },

    get: (caller: Caller, id: string): AgentRow => visible(caller, 'agent', { id, row: findAgent(read, id) }),

    create(caller: Caller, input: AgentInput): AgentRow {
      checkScript(caller, input);
      const profile = fillProfile(caller, input.profile);
      return audit.transact(caller.context, ({ tx, record }) => {
        const now = clock.now();
        const row = {
          ...input,
          id: newId(now),
          nameKey: input.name.toLowerCase(),
          profile,
          ownerId: caller.principal.userId,
          createdAt: now,
          updatedAt: now,
        };
        const made = refuseDuplicate('an agent', input.name, () => tx.insert(agents).values(row).returning().get());
        record({
          action: 'agent.create',
          resource: { type: 'agent', id: made.id, name: made.name },
          details: { scriptId: made.scriptId, profile },
        });
        return made;
      });
    },

    /** Replaces everything that can be edited; what is left out takes its default. */
    replace: (caller: Caller, id: string, input: AgentInput): AgentRow =>
      edit(caller, id, { ...input, profile: { ...defaultProfile, ...input.profile } }),

    /** Changes the fields given; the profile is merged with the one there is. */
    update: (caller: Caller, id: string, patch: AgentPatch): AgentRow => edit(caller, id, patch),

    remove(caller: Caller, id: string): void {
      audit.transact(caller.context, ({ tx, record }) => {
        const row = changeable(caller, 'agent', { id, row: findAgent(tx, id) });
        const users = listUsers(tx, id);
        if (users.length > 0)
          throw new AppError(
            'conflict',
            `jobs use this agent: ${users.join(', ')}. Delete those first, or switch the agent off.`,
          );
        tx.update(agents).set({ deletedAt: clock.now() }).where(eq(agents.id, id)).run();
        record({ action: 'agent.delete', resource: { type: 'agent', id, name: row.name } });
      });
    },
  };
}

export type Agents = ReturnType<typeof makeAgents>;

const agentById = prepared((read: ReadDb) =>
  read
    .select()
    .from(agents)
    .where(and(eq(agents.id, parameter('id')), isNull(agents.deletedAt)))
    .prepare(),
);

export function findAgent(read: ReadDb, id: string): AgentRow | undefined {
  return agentById(read).get({ id });
}

/** The profile asked for on top of `under`, within what the caller may grant. Throws `invalid` or `forbidden`. */
export function fillProfile(caller: Caller, asked: ProfileInput, under: Profile = defaultProfile): Profile {
  const profile = { ...under, ...dropUndefined(asked) } as Profile; // every member of Profile is in `under`
  checkProfile(caller.principal, profile, under);
  return profile;
}

/** The agent as the contract shows it. */
export function toAgent(row: AgentRow, status: AgentStatus): Agent {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    scriptId: row.scriptId,
    version: row.version,
    mode: 'task',
    config: row.config,
    environment: row.environment,
    profile: row.profile,
    scopes: [],
    secrets: [],
    isActive: row.isActive,
    status,
    owner: row.ownerId,
    visibility: row.visibility,
    tags: row.tags,
    folder: row.folder,
    createdAt: toInstant(row.createdAt),
    updatedAt: toInstant(row.updatedAt),
  };
}

/** Names of the agents that use a script. */
export function listAgentsOfScript(read: ReadDb, scriptId: string): string[] {
  const rows = read
    .select({ name: agents.name })
    .from(agents)
    .where(and(eq(agents.scriptId, scriptId), isNull(agents.deletedAt)))
    .all();
  return rows.map(({ name }) => name);
}

/** What can be edited of an agent, for the audit log. */
function describeAgent(row: AgentRow): Record<string, unknown> {
  const { name, description, tags, folder, visibility, scriptId, version, config, environment, isActive } = row;
  return {
    ...{ name, description, tags, folder, visibility, scriptId, version, config, environment, isActive },
    ...underPath('profile', row.profile),
  };
}
