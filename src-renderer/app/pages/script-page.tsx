import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import type { Run } from '#contract/runs.ts';
import type { LogPlace } from '../../features/runs/log-viewer/log-place.ts';
import { LogViewer } from '../../features/runs/log-viewer/log-viewer.tsx';
import { ScriptEditor } from '../../features/scripts/script-editor.tsx';
import { readScriptPlace, type ScriptPlace } from '../../features/scripts/script-filters.ts';

const route = getRouteApi('/scripts/$scriptId');

/** `#/scripts/ID?file=main.py`: the editor of one script, with the log of its test runs under it. */
export default function ScriptPage() {
  const { scriptId } = route.useParams();
  const place = route.useSearch();
  const navigate = useNavigate();
  const show = useCallback(
    (next: ScriptPlace) =>
      void navigate({ to: '/scripts/$scriptId', params: { scriptId }, search: readScriptPlace(next), replace: true }),
    [navigate, scriptId],
  );
  return (
    <ScriptEditor
      key={scriptId}
      scriptId={scriptId}
      place={place}
      onPlace={show}
      renderLog={(run) => <TestRunLog key={run.id} run={run} />}
    />
  );
}

/** What is looked for in the log of a test run is forgotten with it; the run's own page has an address for it. */
function TestRunLog({ run }: { run: Run }) {
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
