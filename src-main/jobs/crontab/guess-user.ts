import { readCommand } from './read-command.ts';

/** What stands before another command without being a user. */
const programs = new Set(['sh', 'bash', 'dash', 'zsh', 'sudo', 'exec', 'time', 'timeout', 'chronic']);

/** The user a command that cannot be taken over seems to begin with, as lines of a system crontab do; null: none. */
export function guessUser(command: string): string | null {
  const [, word, rest = ''] = /^([a-z_][a-z0-9_-]*)\s+(.*)$/.exec(command) ?? [];
  if (word === undefined || programs.has(word) || isReadable(command)) return null;
  return word === 'root' || isReadable(rest) ? word : null;
}

function isReadable(command: string): boolean {
  return !('problem' in readCommand(command));
}
