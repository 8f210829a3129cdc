import type { SystemState } from '#contract/system.ts';
import { useBuildImage } from '../../lib/client/use-build-image.ts';
import { t } from '../../lib/messages/messages.ts';
import { ExecutorList } from '../../ui/executor-list.tsx';
import { Step } from './step.tsx';

/** How scripts run here. It is found out by looking; what does not work says how it is mended. */
export function RunStep({ system }: { system: SystemState | undefined }) {
  const title = t('first.run-title');
  const build = useBuildImage();
  // Who may not see the machine cannot mend it either.
  if (system === undefined) return <Step number={1} state="done" title={title} note={t('first.run-note')} />;
  const looked = system.executors.length;
  const working = system.executors.filter(({ ok }) => ok).length;
  return (
    <Step
      number={1}
      state={system.engine.ok ? 'done' : 'now'}
      title={title}
      note={looked > 0 && t('first.run-found', { looked, working })}
    >
      <ExecutorList executors={system.executors} inUse={system.engine.executor} image={system.image} onBuild={build} />
    </Step>
  );
}
