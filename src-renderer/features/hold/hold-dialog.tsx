import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client } from '../../lib/client/api.ts';
import { tomorrowMorning, wholeMinute } from '../../lib/format/local-input.ts';
import { formatNext } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyFailed } from '../../ui/notify.tsx';
import styles from './hold.module.css';

const hourMs = 3_600_000;

/** Asks how long nothing new shall start, and why: whoever finds it held reads the reason. */
export function HoldDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const [now] = useState(Date.now);
  const [span, setSpan] = useState('hour');
  const [reason, setReason] = useState('');
  const ends: Record<string, number | null> = {
    hour: wholeMinute(now + hourMs),
    tomorrow: tomorrowMorning(now),
    resumed: null,
  };
  const until = ends[span] ?? null;
  const isReady = reason.trim() !== '';
  const hold = useMutation({
    mutationFn: () =>
      client.scheduler.hold({ reason: reason.trim(), until: until === null ? null : new Date(until).toISOString() }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: api.system.key() });
    },
    onError: (error) => notifyFailed(t('hold.failed'), error),
  });
  return (
    <Modal opened onClose={onClose} title={t('hold.title')} size={420} withCloseButton={false}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !hold.isPending) hold.mutate();
        }}
      >
        <p className="t2">{t('hold.text')}</p>
        <Radio.Group label={t('hold.until')} value={span} onChange={setSpan}>
          <Stack gap="xs" mt="xs">
            <Radio value="hour" label={t('hold.hour', { time: formatNext(wholeMinute(now + hourMs), now) })} />
            <Radio value="tomorrow" label={t('hold.tomorrow', { time: formatNext(tomorrowMorning(now), now) })} />
            <Radio value="resumed" label={t('hold.resumed')} />
          </Stack>
        </Radio.Group>
        <TextInput
          data-autofocus
          required
          label={t('hold.reason')}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="subtle" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" variant="filled" disabled={!isReady} loading={hold.isPending}>
            {t('hold.do')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
