import { ORPCError } from '@orpc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErrorCode, errorTable } from '#contract/errors.ts';
import { type Scope, scopes, scopesOfRole } from '#contract/scopes.ts';
import { bodyFor, exampleOf, isStream, isUpload, pathFor } from './open-test-calls.ts';
import { openTestHost, type TestHost, type TestPerson } from './open-test-host.ts';
import { openTestSocket } from './open-test-socket.ts';
import { openTestStream } from './open-test-stream.ts';
import { listOperations, type Operation } from './operations.ts';

const nowhere = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';
const operations = listOperations();

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

describe('H27 every operation', { timeout: 60_000 }, () => {
  it('has one guard, and only these are public', () => {
    for (const { name, guard } of operations) expect([...scopes, 'public', 'signed-in'], name).toContain(guard.access);
    const open = operations.filter(({ guard }) => guard.access === 'public').map(({ name }) => name);
    expect(open.toSorted()).toEqual(['auth.login', 'auth.refresh', 'auth.register', 'auth.session', 'system.health']);
  });

  it('that changes something is no GET, and needs a scope that writes or runs', () => {
    for (const { name, method, guard } of operations) {
      const isHarmless = method === 'GET' || ['scripts.validate', 'jobs.preview'].includes(name);
      if (guard.access === 'public' || guard.access === 'signed-in') continue;
      expect([name, guard.access.split(':')[1] === 'read' || guard.access === 'system:read']).toEqual([
        name,
        isHarmless,
      ]);
    }
  });
});

describe('H11 the things of others', { timeout: 60_000 }, () => {
  /** For each operation on an id: whose thing of Otto's is asked for. Users are an administrator's affair and 403. */
  const kindOf: Record<string, 'script' | 'agent' | 'job' | 'run' | 'event' | 'token' | 'session' | 'admin-only'> = {
    'auth.endSession': 'session',
    'users.update': 'admin-only',
    'tokens.revoke': 'token',
    'scripts.get': 'script',
    'scripts.replace': 'script',
    'scripts.update': 'script',
    'scripts.remove': 'script',
    'scripts.draft': 'script',
    'scripts.saveDraft': 'script',
    'scripts.validate': 'script',
    'scripts.upload': 'script',
    'scripts.versions': 'script',
    'scripts.publish': 'script',
    'scripts.version': 'script',
    'scripts.activate': 'script',
    'scripts.diff': 'script',
    'scripts.testRun': 'script',
    'agents.get': 'agent',
    'agents.replace': 'agent',
    'agents.update': 'agent',
    'agents.remove': 'agent',
    'agents.status': 'agent',
    'agents.start': 'agent',
    'jobs.get': 'job',
    'jobs.replace': 'job',
    'jobs.update': 'job',
    'jobs.remove': 'job',
    'jobs.runNow': 'job',
    'jobs.pause': 'job',
    'jobs.resume': 'job',
    'jobs.snooze': 'job',
    'jobs.skipNext': 'job',
    'jobs.unskipNext': 'job',
    'jobs.duplicate': 'job',
    'jobs.backfill': 'job',
    'jobs.cancel': 'job',
    'jobs.executions': 'job',
    'jobs.occurrences': 'job',
    'events.get': 'event',
    'runs.get': 'run',
    'runs.cancel': 'run',
    'runs.rerun': 'run',
    'runs.logs': 'run',
    'runs.followLogs': 'run',
    'runs.artifacts': 'run',
    'runs.artifact': 'run',
  };
  const withId = operations.filter(({ path }) => path.includes('{'));
  let ids: Record<string, string>;
  beforeAll(async () => {
    ids = await makeThings(host, host.people.other);
  });

  it('are in this matrix, all of them', () => {
    expect(Object.keys(kindOf).toSorted()).toEqual(withId.map(({ name }) => name).toSorted());
  });

  it.each(withId.map((operation) => [operation.name, operation] as const))(
    '%s answers 404 to another user, and to a viewer what a stranger to it gets',
    async (name, operation) => {
      const kind = kindOf[name] ?? 'script';
      for (const as of [host.people.user, host.people.viewer]) {
        const status = await statusOf(operation, as, {
          ...exampleOf(operation),
          id: ids[kind] ?? nowhere,
          ...ownIds(operation, ids),
        });
        const isDenied =
          operation.guard.access !== 'signed-in' && !scopesOf(as).includes(operation.guard.access as Scope);
        expect(status).toBe(isDenied ? 403 : 404);
      }
      const text = await host.call('GET', `/api/v1/runs/${ids.run}/logs`, {
        as: host.people.user,
        headers: { accept: 'text/plain' },
      });
      expect(text.status).toBe(404);
    },
  );

  it('are found by their owner and by administrators', async () => {
    for (const operation of withId.filter(
      (candidate) => candidate.method === 'GET' && !isStream(candidate) && candidate.name !== 'runs.artifact',
    )) {
      const id = ids[kindOf[operation.name] ?? ''];
      const { number: _number, from: _from, to: _to, ...example } = exampleOf(operation);
      const sides = operation.name === 'scripts.diff' ? { from: '1', to: 'draft' } : {};
      const input = { ...example, ...sides, id, ...(operation.path.includes('{number}') ? { number: 1 } : {}) };
      for (const as of [host.people.other, host.people.admin]) {
        expect([operation.name, await statusOf(operation, as, input)]).toEqual([operation.name, 200]);
      }
    }
  });

  it('appear in no list, by no filter, and cannot be built upon', async () => {
    const as = host.people.user;
    for (const path of [
      'scripts',
      'agents',
      'jobs',
      'runs',
      `runs?jobId=${ids.job}`,
      `runs?agentId=${ids.agent}`,
      `runs?scriptId=${ids.script}`,
      `jobs?agentId=${ids.agent}`,
      `scripts?createdBy=${host.people.other.id}`,
      'tokens',
      'auth/sessions',
    ]) {
      const answer = await host.call('GET', `/api/v1/${path}`, { as });
      expect(answer.status).toBe(200);
      const { ownAgent: _own, ...secrets } = ids;
      for (const id of Object.values(secrets)) expect(answer.text.includes(id), path).toBe(false);
    }
    const agent = await host.call('POST', '/api/v1/agents', { as, json: { name: 'thief', scriptId: ids.script } });
    const job = await host.call('POST', '/api/v1/jobs', { as, json: { name: 'thief', agentId: ids.agent } });
    expect([agent.status, job.status]).toEqual([422, 422]);
  });

  it('what is shared may be seen and its jobs run, but not changed', async () => {
    const { call, people } = host;
    const shared = await call('POST', '/api/v1/scripts', {
      as: people.other,
      json: { name: 'for all', visibility: 'shared', content: 'print(1)\n' },
    });
    const path = `/api/v1/scripts/${shared.json.id}`;
    for (const as of [people.user, people.viewer]) expect((await call('GET', path, { as })).status).toBe(200);
    for (const [method, rest, json] of [
      ['PATCH', '', { name: 'mine' }],
      ['PUT', '/draft', { content: '' }],
      ['DELETE', '', undefined],
      ['POST', '/versions/publish', {}],
      ['POST', '/test-run', {}],
    ] as const) {
      expect([method, (await call(method, `${path}${rest}`, { as: people.user, json })).status]).toEqual([method, 403]);
    }
  });
});

describe('H12 what each role may call', { timeout: 60_000 }, () => {
  it.each(['admin', 'user', 'viewer'] as const)(
    '%s passes where the role has the scope, and nowhere else',
    async (role) => {
      const as = host.people[role];
      for (const operation of operations) {
        const { access } = operation.guard;
        const isAllowed =
          access === 'public' || access === 'signed-in' || scopesOfRole[role].some((scope) => scope === access);
        expect([operation.name, await isLetIn(operation, as.bearer)]).toEqual([operation.name, isAllowed]);
      }
    },
  );

  it('a token with a single scope passes where that is asked for, and nowhere else', async () => {
    for (const scope of scopes) {
      const made = await host.call('POST', '/api/v1/tokens', {
        as: host.people.admin,
        json: { name: scope, scopes: [scope] },
      });
      expect(made.status).toBe(201);
      for (const operation of operations) {
        const { access } = operation.guard;
        const isAllowed = access === 'public' || access === 'signed-in' || access === scope;
        expect([scope, operation.name, await isLetIn(operation, String(made.json.secret))]).toEqual([
          scope,
          operation.name,
          isAllowed,
        ]);
      }
    }
  }, 120_000);

  it('nobody gives a token or a person more than they have', async () => {
    const { call, people } = host;
    expect(
      (await call('POST', '/api/v1/tokens', { as: people.user, json: { name: 'x', scopes: ['users:write'] } })).status,
    ).toBe(403);
    const made = await call('POST', '/api/v1/tokens', {
      as: people.admin,
      json: { name: 'users only', scopes: ['users:write'] },
    });
    const more = {
      as: String(made.json.secret),
      json: { email: 'x@example.org', password: 'granite-heron-violet', role: 'admin' },
    };
    expect((await call('POST', '/api/v1/users', more)).status).toBe(403);
    const self = await call('PATCH', `/api/v1/users/${people.user.id}`, { as: people.user, json: { role: 'admin' } });
    expect(self.status).toBe(403);
  });

  it('a denial is written down', async () => {
    await host.call('GET', '/api/v1/users', { as: host.people.viewer });
    const audit = await host.call('GET', '/api/v1/audit/logs?action=access.denied&limit=1', { as: host.people.admin });
    expect(audit.json.items).toMatchObject([
      {
        outcome: 'denied',
        resource: { id: 'users.list' },
        details: { scope: 'users:read' },
        actor: { id: host.people.viewer.id },
        ip: '127.0.0.1',
      },
    ]);
  });
});

describe('H27 both doors', { timeout: 60_000 }, () => {
  it.each(['admin', 'user', 'viewer'] as const)('answer and refuse %s alike, in every operation', async (role) => {
    const as = host.people[role];
    const rpc = await openTestSocket(host, { authorization: `Bearer ${as.bearer}` });
    for (const operation of operations.filter((candidate) => !isUpload(candidate) && !isStream(candidate))) {
      const overRest = await restCode(operation, as, unique(exampleOf(operation)));
      const overRpc = await rpcCode(rpc.client, operation.name, unique(exampleOf(operation)));
      expect([operation.name, overRpc]).toEqual([operation.name, overRest]);
    }
    rpc.close();
  });

  it('refuse the same wrong fields in the same words', async () => {
    const as = host.people.user;
    const rpc = await openTestSocket(host, { authorization: `Bearer ${as.bearer}` });
    for (const input of [
      { name: '' },
      { name: 'x', evil: 1 },
      { name: 'x', files: [{ path: '../a', content: '' }] },
      {},
    ]) {
      const rest = await host.call('POST', '/api/v1/scripts', { as, json: input });
      const thrown = await rpc.client.scripts
        .create(input as Parameters<typeof rpc.client.scripts.create>[0])
        .catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(ORPCError);
      expect(thrown).toMatchObject({
        code: 'invalid',
        status: 422,
        message: rest.json.detail,
        data: { errors: rest.json.errors },
      });
    }
    rpc.close();
  });
});

const scopesOf = (person: TestPerson): readonly Scope[] => {
  const role = person === host.people.admin ? 'admin' : person === host.people.viewer ? 'viewer' : 'user';
  return scopesOfRole[role];
};

let made = 0;
/** Names and addresses that nobody has yet, so that the second of two equal calls is not in conflict with the first. */
function unique(input: Record<string, unknown>): Record<string, unknown> {
  made += 1;
  return {
    ...input,
    ...('name' in input ? { name: `thing ${made}` } : {}),
    ...('email' in input ? { email: `person${made}@example.org` } : {}),
  };
}

/** References in a body that have to be real for the id in the path to be what is looked at. */
function ownIds({ name }: Operation, ids: Record<string, string>): Record<string, unknown> {
  if (name === 'agents.replace') return { scriptId: ids.script };
  return name === 'jobs.replace' ? { agentId: ids.ownAgent } : {};
}

async function isLetIn(operation: Operation, bearer: string): Promise<boolean> {
  if (isStream(operation)) {
    const stream = await openTestStream(host, pathFor(operation, exampleOf(operation)).path, { as: bearer });
    stream.close();
    return stream.status !== 403 && stream.status !== 401;
  }
  const { method, path, rest } = pathFor(operation, unique(exampleOf(operation)));
  const answer = await host.call(method, path, {
    as: bearer,
    ...bodyFor(operation, rest),
    from: `127.0.5.${(made % 200) + 1}`,
  });
  expect(answer.status, `${operation.name} ${answer.text}`).toBeLessThan(500);
  return answer.status !== 403 || !String(answer.json.detail).startsWith('this needs the scope');
}

async function statusOf(operation: Operation, as: TestPerson, input: Record<string, unknown>): Promise<number> {
  const { method, path, rest } = pathFor(operation, input);
  if (isStream(operation)) {
    const stream = await openTestStream(host, path, { as });
    stream.close();
    return stream.status;
  }
  return (await host.call(method, path, { as, ...bodyFor(operation, rest) })).status;
}

async function restCode(operation: Operation, as: TestPerson, input: Record<string, unknown>): Promise<string> {
  const { method, path, rest } = pathFor(operation, input);
  const answer = await host.call(method, path, {
    as,
    ...bodyFor(operation, rest),
    from: `127.0.6.${(made % 200) + 1}`,
  });
  return answer.status < 400 ? 'ok' : String(answer.json.type).replace('urn:automa:problem:', '');
}

async function rpcCode(client: object, name: string, input: Record<string, unknown>): Promise<ErrorCode | 'ok'> {
  const procedure = name.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], client);
  const call = procedure as (given: unknown) => Promise<unknown>; // the client is made of such functions
  try {
    await call(Object.keys(input).length === 0 ? undefined : input);
    return 'ok';
  } catch (thrown) {
    if (thrown instanceof ORPCError && thrown.code in errorTable) return thrown.code as ErrorCode;
    throw thrown;
  }
}

async function makeThings({ call, people }: TestHost, as: TestPerson): Promise<Record<string, string>> {
  const idOf = async (
    method: string,
    path: string,
    json: object,
    pick = (body: Record<string, unknown>) => body.id,
  ) => {
    const answer = await call(method, `/api/v1/${path}`, { as, json });
    expect(answer.status, answer.text).toBeLessThan(300);
    return String(pick(answer.json));
  };
  const script = await idOf('POST', 'scripts', { name: 'secret', content: 'print(1)\n' });
  await call('POST', `/api/v1/scripts/${script}/versions/publish`, { as, json: {} });
  const agent = await idOf('POST', 'agents', { name: 'secret', scriptId: script });
  const job = await idOf('POST', 'jobs', { name: 'secret', agentId: agent });
  const run = await idOf('POST', `jobs/${job}/run-now`, {}, ({ run: started }) => Object(started).id);
  const event = await idOf('POST', 'events', { type: 'order.created' }, (body) => Object(body.event).id);
  const token = await idOf(
    'POST',
    'tokens',
    { name: 'secret', scopes: ['jobs:read'] },
    ({ token: shown }) => Object(shown).id,
  );
  const login = await call('POST', '/api/v1/auth/login', {
    json: { email: as.email, password: 'plinth-otter-cadmium' },
  });
  const sessions = await call('GET', '/api/v1/auth/sessions', { as: String(login.json.accessToken) });
  const [session] = Array.isArray(sessions.json.items) ? sessions.json.items : [];
  const own = await call('POST', '/api/v1/scripts', { as: people.user, json: { name: 'own', content: 'print(1)\n' } });
  const ownAgent = await call('POST', '/api/v1/agents', {
    as: people.user,
    json: { name: 'own', scriptId: own.json.id },
  });
  return { script, agent, job, run, event, token, session: String(session.id), ownAgent: String(ownAgent.json.id) };
}
