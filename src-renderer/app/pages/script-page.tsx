import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { BriefLog } from '../../features/runs/log-viewer/brief-log.tsx';
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
      renderLog={(run) => <BriefLog key={run.id} run={run} />}
    />
  );
}
