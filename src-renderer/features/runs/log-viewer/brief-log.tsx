import { useState } from 'react';
import type { Run } from '#contract/runs.ts';
import type { LogPlace } from './log-place.ts';
import { LogViewer } from './log-viewer.tsx';

/** The log of a run within another page. What is looked for in it is forgotten with it; the run's own page has an address for it. */
export function BriefLog({ run }: { run: Run }) {
  const [place, setPlace] = useState<LogPlace>({});
  const failed = run.attempts.flatMap(({ number, outcome }) => (outcome === 'failed' ? [number] : []));
  return (
    <LogViewer
      runId={run.id}
      place={place}
      onPlace={setPlace}
      failedAttempts={new Set(failed)}
      fileName={run.title.replaceAll(/[^\w.-]+/g, '-')}
    />
  );
}
