import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { RunDetail } from '../../features/runs/run-detail.tsx';
import { type RunPlace, readRunPlace } from '../../features/runs/run-place.ts';

const route = getRouteApi('/runs/$runId');

/** `#/runs/ID?line=43`: one run, with its log where the address says, or beside the last good one. */
export default function RunPage() {
  const { runId } = route.useParams();
  const place = route.useSearch();
  const navigate = useNavigate();
  const show = useCallback(
    (next: RunPlace) =>
      void navigate({ to: '/runs/$runId', params: { runId }, search: readRunPlace(next), replace: true }),
    [navigate, runId],
  );
  return <RunDetail key={runId} runId={runId} place={place} onPlace={show} />;
}
