import { agentHandlers } from './agent-handlers.ts';
import { auditHandlers } from './audit-handlers.ts';
import { authHandlers, tokenHandlers, userHandlers } from './auth-handlers.ts';
import { jobHandlers } from './job-handlers.ts';
import { os } from './procedures.ts';
import { runHandlers } from './run-handlers.ts';
import { scriptHandlers } from './script-handlers.ts';
import { systemHandlers } from './system-handlers.ts';

/** The contract, implemented. Every door ends here; an operation without a handler does not compile. */
export const router = os.router({
  auth: authHandlers,
  users: userHandlers,
  tokens: tokenHandlers,
  scripts: scriptHandlers,
  agents: agentHandlers,
  jobs: jobHandlers,
  runs: runHandlers,
  audit: auditHandlers,
  system: systemHandlers,
});
