import { agents } from './agents.ts';
import { audit } from './audit.ts';
import { auth, tokens, users } from './auth.ts';
import { crontab } from './crontab.ts';
import { events } from './events.ts';
import { jobs } from './jobs.ts';
import { runs } from './runs.ts';
import { scheduler } from './scheduler.ts';
import { scripts } from './scripts.ts';
import { settings } from './settings.ts';
import { system } from './system.ts';
import { window } from './window.ts';

/** Everything a caller can ask of the core. Main implements it, every client calls it, a transport carries it. */
export const contract = {
  auth,
  users,
  tokens,
  scripts,
  agents,
  jobs,
  crontab,
  runs,
  events,
  scheduler,
  audit,
  settings,
  system,
  window,
};
export type Contract = typeof contract;
