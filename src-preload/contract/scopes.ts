import { z } from 'zod';

/** What a caller may do, `<area>:<act>`. Names are public: tokens and roles carry them. */
export const scopes = [
  'scripts:read',
  'scripts:write',
  'scripts:run',
  'agents:read',
  'agents:write',
  'agents:run',
  'agents:grant',
  'jobs:read',
  'jobs:write',
  'jobs:run',
  'runs:read',
  'runs:write',
  'events:read',
  'events:write',
  'calendar:read',
  'tokens:read',
  'tokens:write',
  'users:read',
  'users:write',
  'audit:read',
  'settings:read',
  'settings:write',
  'system:read',
  'system:admin',
] as const;
export const Scope = z.enum(scopes);
export type Scope = z.infer<typeof Scope>;

export const Role = z.enum(['admin', 'user', 'viewer']);
export type Role = z.infer<typeof Role>;

const readsOfWork = [
  'scripts:read',
  'agents:read',
  'jobs:read',
  'runs:read',
  'events:read',
  'calendar:read',
] as const satisfies Scope[];

/** Roles are named sets of scopes; ownership and visibility narrow them further. */
export const scopesOfRole: Record<Role, readonly Scope[]> = {
  admin: scopes,
  user: [
    ...readsOfWork,
    'scripts:write',
    'scripts:run',
    'agents:write',
    'agents:run',
    'jobs:write',
    'jobs:run',
    'runs:write',
    'events:write',
    'tokens:read',
    'tokens:write',
  ],
  viewer: [...readsOfWork, 'tokens:read', 'tokens:write'],
};
