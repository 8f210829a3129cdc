/** Says one line per thing looked at, and counts. */
export interface Report {
  say(what: string, problems: readonly string[]): void;
  counts(): { passed: number; failed: number };
}

export function makeReport(): Report {
  const counts = { passed: 0, failed: 0 };
  return {
    say: (what, problems) => {
      counts[problems.length === 0 ? 'passed' : 'failed']++;
      console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${what}`);
      for (const problem of problems) console.log(`         ${problem}`);
    },
    counts: () => ({ ...counts }),
  };
}

export function describeError(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
