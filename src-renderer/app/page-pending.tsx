import { t } from '../lib/messages/messages.ts';
import { EmptyState, ListSkeleton } from '../ui/states.tsx';
import { useOffline } from './shell/use-offline.ts';

/** In place of a page that is still coming. */
export function PagePending() {
  if (useOffline() !== undefined) return <EmptyState title={t('offline.page')} text={t('offline.page-text')} />;
  return <ListSkeleton rows={24} />;
}
