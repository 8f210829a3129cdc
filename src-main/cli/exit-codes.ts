/** Exit codes of every command (api.md "Command line"). */
export const exitCodes = { done: 0, failed: 1, usage: 2, inUse: 3, cannotRun: 4, runNotMade: 125 } as const;

/** Ends a command with a sentence for people and a code for programs. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(exitCode: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}
