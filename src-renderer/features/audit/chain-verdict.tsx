import { Button } from '@mantine/core';
import { IconRefresh, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { formatCount } from '../../lib/format/number.ts';
import { formatClock } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import styles from './audit.module.css';

/** Checked when the page is opened and when asked: every new entry would have the whole chain read again. */
function useVerdict() {
  return useQuery(
    api.audit.verify.queryOptions({
      queryKey: ['audit-verdict'],
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      retry: false,
    }),
  );
}

/** Whether the chain holds, and when that was checked. */
export function ChainVerdict() {
  const { data, error, isFetching, dataUpdatedAt } = useVerdict();
  if (isFetching) {
    return (
      <span className={styles.verdict} role="status">
        <IconRefresh size={14} aria-hidden /> {t('audit.verifying')}
      </span>
    );
  }
  if (error !== null) return <span className={styles.verdict}>{describeError(error).detail}</span>;
  if (data === undefined) return null;
  return (
    <>
      <span className={styles.verdict} data-tone={data.ok ? 'ok' : 'fail'} role="status">
        {data.ok ? <IconShieldCheck size={14} aria-hidden /> : <IconShieldX size={14} aria-hidden />}
        {data.ok
          ? t('audit.verified', { n: data.entries })
          : t('audit.broken', { seq: data.firstBroken?.seq ?? 0, why: data.firstBroken?.why ?? '' })}
      </span>
      <span title={formatCount(data.entries)}>{t('audit.checked', { time: formatClock(dataUpdatedAt) })}</span>
    </>
  );
}

/** Has the whole chain checked again. */
export function VerifyButton() {
  const { refetch, isFetching } = useVerdict();
  return (
    <Button leftSection={<IconRefresh size={16} aria-hidden />} loading={isFetching} onClick={() => void refetch()}>
      {t('audit.verify')}
    </Button>
  );
}
