import { t } from '../../lib/messages/messages.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';

/** Holds the place until its screen is built. */
export default function AuditPage() {
  return (
    <Page title={t('nav.audit')}>
      <EmptyState title={t('unbuilt.title')} text={t('unbuilt.text')} />
    </Page>
  );
}
