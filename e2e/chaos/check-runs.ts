import { countStarts } from './engine.ts';
import { scheduledExitCode, scheduledLines } from './load.ts';
import { openStateFile } from './open-state-file.ts';

/** Every run over, every one that was fired by the schedule with its exit code and all its lines, none begun twice. */
export function checkRuns(dataDir: string, { engine, since }: { engine: string; since: number }): string[] {
  using state = openStateFile(dataDir);
  const runs = state.all<{
    id: string;
    status: string;
    reason: string;
    exitCode: number | null;
    attempt: number;
    logLines: number;
    triggerId: string | null;
    entries: number;
  }>(
    `select id, status, reason, exit_code as exitCode, attempt, log_lines as logLines, trigger_id as triggerId,
            (select count(*) from audit_entries where action = 'run.finish' and resource_id = runs.id) as entries
     from runs`,
  );
  const problems: string[] = [];
  for (const { id, status, reason, exitCode, attempt, logLines, triggerId, entries } of runs) {
    const isLostWithHost = status === 'lost' && engine !== 'docker';
    if (!['succeeded', 'failed'].includes(status) && !isLostWithHost)
      problems.push(`run ${id} is ${status}: ${reason}`);
    if (entries !== 1) problems.push(`run ${id} has ${entries} entries of its end in the audit log`);
    if (attempt !== 1) problems.push(`run ${id} is at attempt ${attempt}`);
    if (triggerId === null || isLostWithHost) continue;
    if (exitCode !== scheduledExitCode || logLines !== scheduledLines)
      problems.push(`run ${id} ended with ${exitCode} and ${logLines} lines: ${reason}`);
  }
  if (engine !== 'docker') return problems;
  for (const [attempt, times] of countStarts(dataDir, { since })) {
    if (times !== 1 && !attempt.startsWith('<no value>'))
      problems.push(`attempt ${attempt} was started ${times} times`);
  }
  return problems;
}
