import { useNavigate } from '@tanstack/react-router';
import type { Script } from '#contract/scripts.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { planSchedule } from './plan-schedule.ts';
import { useScriptUsers } from './script-queries.ts';

/** Leads to where a script is given a schedule; undefined for who may not give one. */
export function useScheduleScript(): ((script: Pick<Script, 'id'>) => void) | undefined {
  const navigate = useNavigate();
  const users = useScriptUsers();
  const mayMake = [useMay('agents:write'), useMay('jobs:write')].every(Boolean);
  return mayMake ? ({ id }) => void navigate(planSchedule(id, users.get(id))) : undefined;
}
