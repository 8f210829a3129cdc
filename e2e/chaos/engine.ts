import { execFileSync } from 'node:child_process';
import { openStateFile } from './open-state-file.ts';

/** Docker if it answers, else the local sandbox, else the embedded one; says which is not tested. */
export function findEngine(): 'docker' | 'local' {
  try {
    docker('version', '--format', '{{.Server.Version}}');
    return 'docker';
  } catch (thrown) {
    if (process.env.AUTOMA_REQUIRE_ENGINE === '1') throw thrown;
    console.log(
      'NOT TESTED here: containers, for Docker does not answer; runs in the local sandbox die with their host',
    );
    return 'local';
  }
}

/** What the engine itself holds of this instance, in any state. */
export function listContainers(dataDir: string, engine: string): string[] {
  if (engine !== 'docker') return [];
  return docker('ps', '-aq', '--filter', `label=automa.instance=${instanceOf(dataDir)}`)
    .split('\n')
    .filter((id) => id !== '');
}

/** How often a container of each attempt was started, as the engine saw it: `run/attempt` to a count. */
export function countStarts(dataDir: string, { since }: { since: number }): Map<string, number> {
  const lines = docker(
    ...['events', '--since', String(Math.floor(since / 1_000)), '--until', String(Math.ceil(Date.now() / 1_000))],
    ...['--filter', 'event=start', '--filter', `label=automa.instance=${instanceOf(dataDir)}`],
    ...['--format', '{{index .Actor.Attributes "automa.run"}}/{{index .Actor.Attributes "automa.attempt"}}'],
  );
  const counts = new Map<string, number>();
  for (const key of lines.split('\n')) if (key !== '') counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function instanceOf(dataDir: string): string {
  using state = openStateFile(dataDir);
  const [row] = state.all<{ value: string }>("select value from settings where key = 'instance.id'");
  return String(JSON.parse(row?.value ?? '""'));
}

function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}
