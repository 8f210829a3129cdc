import { agentHandlers } from './agent-handlers.ts';
import { auditHandlers } from './audit-handlers.ts';
import { authHandlers, tokenHandlers, userHandlers } from './auth-handlers.ts';
import { crontabHandlers } from './crontab-handlers.ts';
import { eventHandlers } from './event-handlers.ts';
import { jobHandlers } from './job-handlers.ts';
import { os } from './procedures.ts';
import { runHandlers } from './run-handlers.ts';
import { schedulerHandlers } from './scheduler-handlers.ts';
import { scriptHandlers } from './script-handlers.ts';
import { settingsHandlers } from './settings-handlers.ts';
import { systemHandlers } from './system-handlers.ts';
import { windowHandlers } from './window-handlers.ts';

/** The contract, implemented. Every door ends here; an operation without a handler does not compile. */
export const router = os.router({
  auth: authHandlers,
  users: userHandlers,
  tokens: tokenHandlers,
  scripts: scriptHandlers,
  agents: agentHandlers,
  jobs: jobHandlers,
  crontab: crontabHandlers,
  runs: runHandlers,
  events: eventHandlers,
  scheduler: schedulerHandlers,
  audit: auditHandlers,
  settings: settingsHandlers,
  system: systemHandlers,
  window: windowHandlers,
});
