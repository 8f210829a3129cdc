import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Hold } from '#contract/scheduler.ts';
import { api, client } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyFailed } from '../../ui/notify.tsx';
import styles from './hold.module.css';
import { sayHold } from './say-hold.ts';

/** Asks what becomes of all that fell due meanwhile. */
export function ReleaseDialog({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [made, setMade] = useState<'skip' | 'catch-up'>('skip');
  const release = useMutation({
    mutationFn: () => client.scheduler.release({ made }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: api.system.key() });
    },
    onError: (error) => notifyFailed(t('hold.release-failed'), error),
  });
  return (
    <Modal opened onClose={onClose} title={t('hold.release-title')} size={420} withCloseButton={false}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!release.isPending) release.mutate();
        }}
      >
        <p className="t2">
          {sayHold(hold, Date.now())} {hold.reason}
        </p>
        <Radio.Group
          label={t('hold.made')}
          value={made}
          onChange={(next) => setMade(next === 'catch-up' ? 'catch-up' : 'skip')}
        >
          <Stack gap="xs" mt="xs">
            <Radio data-autofocus value="skip" label={t('hold.made.skip')} />
            <Radio value="catch-up" label={t('hold.made.catch-up')} />
          </Stack>
        </Radio.Group>
        <Group justify="flex-end" gap="sm">
          <Button variant="subtle" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" variant="filled" loading={release.isPending}>
            {t('hold.release-now')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
