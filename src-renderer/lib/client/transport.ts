import type { ClientContext, ClientLink } from '@orpc/client';
import type { Connection } from './connection.ts';

/** What carries calls to the core. Screens never ask which one it is; sign-in and downloads do. */
export interface Transport {
  kind: 'window' | 'browser';
  link: ClientLink<ClientContext>;
  connection: Connection;
  /** Begins to connect and keeps at it; called once somebody is signed in. */
  connect(): void;
  /** Ends the connection and stays so; called on signing out. */
  disconnect(): void;
}
