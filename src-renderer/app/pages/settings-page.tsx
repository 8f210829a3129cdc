import { AppearanceRegion } from '../../features/settings/appearance-region.tsx';
import { ExecutorsRegion } from '../../features/settings/executors-region.tsx';
import styles from '../../features/settings/settings.module.css';
import { WindowRegion } from '../../features/settings/window-region.tsx';
import { transport } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { Page } from '../../ui/page.tsx';

/** `#/settings`: how it looks on this device, what its window does, and how scripts run on this machine. */
export default function SettingsPage() {
  const maySystem = useMay('system:read');
  return (
    <Page title={t('nav.settings')}>
      <div className={styles.body}>
        <AppearanceRegion />
        {transport.kind === 'window' && <WindowRegion />}
        {maySystem && <ExecutorsRegion />}
      </div>
    </Page>
  );
}
