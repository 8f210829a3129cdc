import { useQuery } from '@tanstack/react-query';
import { api } from '../../../lib/client/api.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import type { Machine } from './where-it-runs.ts';

/** What of this machine decides where scripts run, as far as one may see it; `isLoading` until that is known. */
export function useMachine(): { machine: Machine; isLoading: boolean } {
  const system = useQuery(api.system.monitoring.queryOptions({ enabled: useMay('system:read') }));
  const settings = useQuery(api.settings.get.queryOptions({ enabled: useMay('settings:read') }));
  return {
    machine: { executors: system.data?.executors, engine: settings.data?.engine ?? 'auto' },
    isLoading: system.isLoading || settings.isLoading,
  };
}
