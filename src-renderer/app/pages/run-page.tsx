import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { type LogPlace, readLogPlace } from '../../features/runs/log-viewer/log-place.ts';
import { RunDetail } from '../../features/runs/run-detail.tsx';

const route = getRouteApi('/runs/$runId');

/** `#/runs/ID?line=43`: one run, with its log where the address says. */
export default function RunPage() {
  const { runId } = route.useParams();
  const place = route.useSearch();
  const navigate = useNavigate();
  const show = useCallback(
    (next: LogPlace) =>
      void navigate({ to: '/runs/$runId', params: { runId }, search: readLogPlace(next), replace: true }),
    [navigate, runId],
  );
  return <RunDetail key={runId} runId={runId} place={place} onPlace={show} />;
}
