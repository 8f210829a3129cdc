import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { t } from '../lib/messages/messages.ts';
import { EmptyState } from '../ui/states.tsx';

/** An address nothing answers to. */
export function NotFound() {
  return (
    <EmptyState
      title={t('not-found.title')}
      text={t('not-found.text')}
      actions={
        <Button component={Link} to="/">
          {t('nav.overview')}
        </Button>
      }
    />
  );
}
