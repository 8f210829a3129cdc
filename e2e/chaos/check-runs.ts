import { countStarts } from './engine.ts';
import { scheduledExitCode, scheduledJobs } from './load.ts';
import { openStateFile } from './open-state-file.ts';

/**
 * Every run over, every one that was fired with its exit code, all its attempts and all its lines, none begun twice. One
 * that gave way to another may have been stopped.
 */
export function checkRuns(dataDir: string, { engine, since }: { engine: string; since: number }): string[] {
  using state = openStateFile(dataDir);
  const runs = state.all<{
    id: string;
    title: string;
    status: string;
    reason: string;
    exitCode: number | null;
    attempt: number;
    logLines: number;
    triggerId: string | null;
    replacedBy: string | null;
    entries: number;
  }>(
    `select id, title, status, reason, exit_code as exitCode, attempt, log_lines as logLines, trigger_id as triggerId, replaced_by as replacedBy,
            (select count(*) from audit_entries where action = 'run.finish' and resource_id = runs.id) as entries
     from runs`,
  );
  const problems: string[] = [];
  for (const run of runs) {
    const { id, status, reason, entries } = run;
    if (entries !== 1) problems.push(`run ${id} has ${entries} entries of its end in the audit log`);
    const isStopped = status === 'cancelled' && run.replacedBy !== null;
    if (isStopped || (status === 'lost' && engine !== 'docker')) continue;
    if (!['succeeded', 'failed'].includes(status)) problems.push(`run ${id} is ${status}: ${reason}`);
    const scheduled = run.triggerId === null ? undefined : scheduledJobs[run.title];
    const { attempts, lines } = scheduled ?? { attempts: 1, lines: undefined };
    if (run.attempt !== attempts) problems.push(`run ${id} of ${run.title} is at attempt ${run.attempt}: ${reason}`);
    if (lines === undefined) continue;
    if (run.exitCode !== scheduledExitCode || run.logLines !== lines * attempts)
      problems.push(`run ${id} of ${run.title} ended with ${run.exitCode} and ${run.logLines} lines: ${reason}`);
  }
  if (engine !== 'docker') return problems;
  for (const [attempt, times] of countStarts(dataDir, { since })) {
    if (times !== 1 && !attempt.startsWith('<no value>'))
      problems.push(`attempt ${attempt} was started ${times} times`);
  }
  return problems;
}
