import { formatAgo, formatCountdown } from '../lib/format/duration.ts';
import { formatExact } from '../lib/format/time.ts';
import { rich } from '../lib/messages/messages.ts';
import { useNow } from './use-now.ts';

interface RelativeTimeProps {
  /** An instant as the contract writes it. */
  at: string;
  /** The zone the exact time is shown in on hover; the viewer's when absent. */
  zone?: string | undefined;
}

/** How long ago: 32 min. Ticks; the exact time is on hover. */
export function RelativeTime({ at, zone }: RelativeTimeProps) {
  const then = Date.parse(at);
  return (
    <time dateTime={at} title={formatExact(then, zone)}>
      {formatAgo(useNow() - then)}
    </time>
  );
}

/** The same where a sentence is to be read: 32 min ago. */
export function Ago({ at, zone }: RelativeTimeProps) {
  return rich('unit.ago', {}, { time: () => <RelativeTime key="time" at={at} zone={zone} /> });
}

/** How long until: 12:52. Ticks; the exact time is on hover. */
export function Countdown({ at, zone }: RelativeTimeProps) {
  const then = Date.parse(at);
  return (
    <time dateTime={at} title={formatExact(then, zone)}>
      {formatCountdown(then - useNow())}
    </time>
  );
}

/** How long since, as a figure that runs: 2:08. */
export function Elapsed({ since }: { since: string }) {
  const then = Date.parse(since);
  return (
    <time dateTime={since} title={formatExact(then)}>
      {formatCountdown(useNow() - then)}
    </time>
  );
}
