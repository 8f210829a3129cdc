import { describe, expect, it } from 'vitest';
import { scopesOfRole } from '#contract/scopes.ts';
import { actorOf, mayChange, mayRead, toPrincipal } from './principal.ts';

const ann = { id: 'ann', name: 'Ann', email: 'ann@example.com', role: 'user' } as const;
const bob = { id: 'bob', name: 'Bob', email: 'bob@example.com', role: 'viewer' } as const;
const eve = { id: 'eve', name: 'Eve', email: null, role: 'admin' } as const;
const session = { kind: 'session', sessionId: 's' } as const;

describe('who may do what with a thing of Ann’s', () => {
  it.each([
    { who: ann, visibility: 'private', read: true, change: true },
    { who: ann, visibility: 'shared', read: true, change: true },
    { who: bob, visibility: 'private', read: false, change: false },
    { who: bob, visibility: 'shared', read: true, change: false },
    { who: eve, visibility: 'private', read: true, change: true },
  ] as const)('$who.name ($who.role), $visibility: read $read, change $change', ({ who, visibility, read, change }) => {
    const principal = toPrincipal(who, session);
    expect(mayRead(principal, { ownerId: 'ann', visibility })).toBe(read);
    expect(mayChange(principal, { ownerId: 'ann' })).toBe(change);
  });
});

describe('scopes of a principal', () => {
  it('are those of the role for a session', () => {
    expect([...toPrincipal(ann, session).scopes]).toEqual(scopesOfRole.user);
  });

  it('are narrowed by an API token, and by the role the user has now', () => {
    const token = { kind: 'api-token', tokenId: 't', scopes: ['jobs:run', 'jobs:read', 'users:write'] } as const;
    expect([...toPrincipal(ann, token).scopes].toSorted()).toEqual(['jobs:read', 'jobs:run']);
    expect([...toPrincipal(bob, token).scopes]).toEqual(['jobs:read']);
  });
});

it('the audit log names the local owner as such and everyone else as a user', () => {
  expect(actorOf(toPrincipal(eve, { kind: 'owner' }))).toEqual({ type: 'owner', id: 'eve', name: 'Eve' });
  expect(actorOf(toPrincipal(ann, session))).toEqual({ type: 'user', id: 'ann', name: 'Ann' });
});
