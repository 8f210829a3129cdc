import { Monitoring } from '../../features/monitoring/monitoring.tsx';
import { t } from '../../lib/messages/messages.ts';
import { Page } from '../../ui/page.tsx';

/** `#/monitoring`: the machine and what holds it up. */
export default function MonitoringPage() {
  return (
    <Page title={t('nav.monitoring')}>
      <Monitoring />
    </Page>
  );
}
