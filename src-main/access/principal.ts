import type { AuditEntry } from '#contract/audit.ts';
import { type Role, type Scope, scopesOfRole } from '#contract/scopes.ts';

/** Who is calling and what they may do, looked up anew for every request. */
export interface Principal {
  kind: 'owner' | 'session' | 'access-token' | 'api-token';
  userId: string;
  name: string;
  email: string | null;
  role: Role;
  /** What this caller may do now: those of the role, narrowed by the token if there is one. */
  scopes: ReadonlySet<Scope>;
  /** The sign-in behind a cookie or an access token. */
  sessionId?: string;
  /** The API token. */
  tokenId?: string;
  isAdmin: boolean;
}

/** What a principal is made of, as it stands in the user's row. */
export interface Person {
  id: string;
  name: string;
  email: string | null;
  role: Role;
}

/** How the person showed who they are. */
export type Credential =
  | { kind: 'owner' }
  | { kind: 'session' | 'access-token'; sessionId: string }
  | { kind: 'api-token'; tokenId: string; scopes: readonly Scope[] };

/** The principal of a person with this credential. A token never has a scope its user lacks at this moment. */
export function toPrincipal(person: Person, credential: Credential): Principal {
  const ofRole = scopesOfRole[person.role];
  const common = {
    userId: person.id,
    name: person.name,
    email: person.email,
    role: person.role,
    isAdmin: person.role === 'admin',
  };
  if (credential.kind === 'api-token') {
    const { kind, tokenId, scopes } = credential;
    return { ...common, kind, tokenId, scopes: new Set(scopes).intersection(new Set(ofRole)) };
  }
  return { ...common, ...credential, scopes: new Set(ofRole) };
}

/** Shared things are everyone's to see, private ones their owner's and the administrators' (domain.md "Who may do what"). */
export function mayRead(principal: Principal, thing: { ownerId: string; visibility: 'private' | 'shared' }): boolean {
  return thing.visibility === 'shared' || mayChange(principal, thing);
}

/** Changing and running need ownership or role `admin`; the scope is checked where the operation is called. */
export function mayChange(principal: Principal, thing: { ownerId: string }): boolean {
  return principal.isAdmin || thing.ownerId === principal.userId;
}

/** The caller as the audit log names them. */
export function actorOf(principal: Principal): AuditEntry['actor'] {
  return { type: principal.kind === 'owner' ? 'owner' : 'user', id: principal.userId, name: principal.name };
}

/** Who acts while nobody has shown who they are: a failed login, say. */
export const anonymousActor: AuditEntry['actor'] = { type: 'user', id: 'anonymous', name: 'anonymous' };

/** The program itself, acting on nobody's behalf. */
export const systemActor: AuditEntry['actor'] = { type: 'system', id: 'automa', name: 'Automa' };
