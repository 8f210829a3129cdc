import { useQuery } from '@tanstack/react-query';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';

/** Whether somebody holds everything; the component is drawn again only when that changes. */
export function useIsHeld(): boolean {
  const mayKnow = useMay('jobs:read');
  const { data } = useQuery(
    api.system.scheduler.queryOptions({ enabled: mayKnow, select: ({ hold }) => hold !== null }),
  );
  return data === true;
}
