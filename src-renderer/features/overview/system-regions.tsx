import { Link } from '@tanstack/react-router';
import type { SystemState } from '#contract/system.ts';
import { useBuildImage } from '../../lib/client/use-build-image.ts';
import { t } from '../../lib/messages/messages.ts';
import { ExecutorList } from '../../ui/executor-list.tsx';
import { HostMeters } from '../../ui/host-meters.tsx';
import { Region } from '../../ui/page.tsx';

/** How scripts run here, and what mends it where it does not work. */
export function Engine({ system }: { system: SystemState }) {
  const build = useBuildImage();
  return (
    <Region
      title={t('overview.engine')}
      actions={
        <Link to="/monitoring" className="t3 xs">
          {t('nav.monitoring')}
        </Link>
      }
    >
      <ExecutorList executors={system.executors} inUse={system.engine.executor} image={system.image} onBuild={build} />
    </Region>
  );
}

/** The machine in three bars. */
export function Machine({ host }: { host: SystemState['host'] }) {
  return (
    <Region title={t('overview.machine')}>
      <HostMeters host={host} />
    </Region>
  );
}
