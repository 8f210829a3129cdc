import { formatExact } from '../lib/format/time.ts';
import { t } from '../lib/messages/messages.ts';
import { useHeld } from './held.ts';
import { Countdown } from './relative-time.tsx';

interface UntilStartProps {
  /** An instant as the contract writes it. */
  at: string;
  /** The zone the exact time is shown in on hover; the viewer's when absent. */
  zone?: string | undefined;
  /** "in 12:52" instead of "12:52". */
  isPhrase?: boolean;
}

/** How long until something starts by itself; while everything is held it does not, so nothing is counted. */
export function UntilStart({ at, zone, isPhrase = false }: UntilStartProps) {
  if (useHeld()) {
    return (
      <time dateTime={at} title={formatExact(Date.parse(at), zone)}>
        {t('unit.held')}
      </time>
    );
  }
  return (
    <>
      {isPhrase && `${t('unit.in')} `}
      <Countdown at={at} zone={zone} />
    </>
  );
}
