import type { SystemState } from '#contract/system.ts';
import { formatBytes, formatPercent } from '../lib/format/number.ts';
import { t } from '../lib/messages/messages.ts';
import styles from './host-meters.module.css';
import { Progress } from './progress.tsx';

/** Less than this share of the disk free is worth a colour. */
const scarceFraction = 0.05;

/** CPU, memory and disk of the machine, one bar each. */
export function HostMeters({ host: { cpuPercent, memory, disk } }: { host: SystemState['host'] }) {
  const cpu = cpuPercent / 100;
  const usedMemory = memory.totalBytes - memory.freeBytes;
  const isDiskScarce = disk.freeBytes < disk.totalBytes * scarceFraction;
  return (
    <div className={styles.meters}>
      <Meter label={t('monitoring.cpu')} fraction={cpu} text={formatPercent(cpu)} />
      <Meter
        label={t('monitoring.memory')}
        fraction={usedMemory / Math.max(1, memory.totalBytes)}
        text={t('monitoring.used-of', { used: formatBytes(usedMemory), total: formatBytes(memory.totalBytes) })}
      />
      <Meter
        label={t('monitoring.disk')}
        fraction={1 - disk.freeBytes / Math.max(1, disk.totalBytes)}
        text={t('monitoring.free', { value: formatBytes(disk.freeBytes) })}
        isScarce={isDiskScarce}
      />
    </div>
  );
}

interface MeterProps {
  label: string;
  fraction: number;
  text: string;
  isScarce?: boolean;
}

function Meter({ label, fraction, text, isScarce = false }: MeterProps) {
  return (
    <div className={styles.meter}>
      <span className="t3">{label}</span>
      <Progress fraction={fraction} label={label} tone={isScarce ? 'alert' : 'plain'} />
      <span className={styles.figure}>{text}</span>
    </div>
  );
}
