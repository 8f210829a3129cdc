import { Button } from '@mantine/core';
import { IconFlask, IconPlayerPlay } from '@tabler/icons-react';
import { t } from '../../lib/messages/messages.ts';
import styles from './first-run.module.css';

/** For those who want to see it work before they read. */
export function SampleOffer({ onRun }: { onRun: () => void }) {
  return (
    <section className={styles.offer} aria-label={t('first.offer-title')}>
      <IconFlask size={16} aria-hidden />
      <div className="grow">
        <b>{t('first.offer-title')}</b>
        <p className="t2 xs">{t('first.offer-text')}</p>
      </div>
      <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={onRun}>
        {t('first.offer-run')}
      </Button>
    </section>
  );
}
