import type { Script } from '#contract/scripts.ts';
import { useMay, useSession } from '../../lib/client/use-session.ts';

/** Who may see a shared script may not therefore change it. */
export function useMayChange(): (script: Pick<Script, 'owner'>) => boolean {
  const mayWrite = useMay('scripts:write');
  const { user } = useSession();
  return ({ owner }) => mayWrite && (user.id === owner || user.role === 'admin');
}
