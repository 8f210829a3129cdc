import { agents } from './agents.ts';
import { audit } from './audit.ts';
import { auth, tokens, users } from './auth.ts';
import { jobs } from './jobs.ts';
import { runs } from './runs.ts';
import { scripts } from './scripts.ts';
import { system } from './system.ts';

/** Everything a caller can ask of the core. Main implements it, every client calls it, a transport carries it. */
export const contract = { auth, users, tokens, scripts, agents, jobs, runs, audit, system };
export type Contract = typeof contract;
