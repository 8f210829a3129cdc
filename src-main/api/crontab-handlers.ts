import { callerOf } from './call-context.ts';
import { importCrontab } from './import-crontab.ts';
import { os } from './procedures.ts';

export const crontabHandlers = os.crontab.router({
  import: os.crontab.import.handler(({ input, context }) => importCrontab(context.core, callerOf(context), input)),
});
