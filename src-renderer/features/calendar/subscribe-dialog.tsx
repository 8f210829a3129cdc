import { ActionIcon, Button, CopyButton, Group, Modal } from '@mantine/core';
import { IconCheck, IconCopy, IconRss } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Token } from '#contract/auth.ts';
import { api, client } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { restUrl } from '../../lib/client/rest.ts';
import { formatMoment } from '../../lib/format/time.ts';
import { rich, t } from '../../lib/messages/messages.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import styles from './subscribe.module.css';

/** Addresses at which other programs read the calendar: makes one, shows it this once, and ends those there are. */
export function SubscribeDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const [ending, setEnding] = useState<Token>();
  const refresh = () => queryClient.invalidateQueries({ queryKey: api.tokens.key() });
  const tokens = useQuery(api.tokens.list.queryOptions());
  const feeds = tokens.data?.items.filter(isFeed) ?? [];
  const create = useMutation({
    mutationFn: () =>
      client.tokens.create({
        name: t('calendar.feed-name', { at: formatMoment(Date.now(), Date.now()) }),
        scopes: ['calendar:read'],
      }),
    onSuccess: refresh,
  });
  const revoke = useMutation({
    mutationFn: ({ id }: Token) => client.tokens.revoke({ id }),
    onSuccess: (_nothing, { id, name }) => {
      notifyDone(t('calendar.feed-ended', { name }));
      if (create.data?.token.id === id) create.reset();
    },
    onError: (error) => notifyFailed(t('calendar.feed-end-failed'), error),
    onSettled: refresh,
  });
  const secret = create.data?.secret;
  const url =
    secret === undefined ? undefined : `${new URL(restUrl('/calendar.ics'), location.href).href}?token=${secret}`;
  return (
    // A click beside it must not lose what is never shown again
    <Modal opened onClose={onClose} title={t('calendar.subscribe')} size={560} closeOnClickOutside={url === undefined}>
      <p className="t2">{t('calendar.feed-text')}</p>
      {url === undefined ? (
        <Group mt="md">
          <Button
            variant="filled"
            leftSection={<IconRss size={16} aria-hidden />}
            loading={create.isPending}
            onClick={() => create.mutate()}
          >
            {t('calendar.feed-make')}
          </Button>
        </Group>
      ) : (
        <FeedAddress url={url} />
      )}
      {create.error !== null && <p role="alert">{describeError(create.error).detail}</p>}
      <h2 className={styles.feedsHead}>{t('calendar.feeds')}</h2>
      {tokens.error !== null && (
        <ErrorState title={t('calendar.feeds-unreadable')} error={tokens.error} onRetry={() => void tokens.refetch()} />
      )}
      {tokens.isPending && <ListSkeleton rows={1} />}
      {tokens.data !== undefined && feeds.length === 0 && <p className="t3 xs">{t('calendar.no-feeds')}</p>}
      <ul className={styles.feeds}>
        {feeds.map((token) => (
          <li key={token.id}>
            <b className="ellipsis">{token.name}</b>
            <span className="t3 xs">
              {token.lastUsedAt === null ? t('calendar.feed-unused') : <FeedUsed at={token.lastUsedAt} />}
            </span>
            <Button
              size="xs"
              aria-label={t('calendar.feed-end-of', { name: token.name })}
              loading={revoke.isPending && revoke.variables.id === token.id}
              onClick={() => setEnding(token)}
            >
              {t('calendar.feed-end')}
            </Button>
          </li>
        ))}
      </ul>
      {ending !== undefined && (
        <ConfirmDialog
          isOpen
          title={t('calendar.feed-ask', { name: ending.name })}
          confirmLabel={t('calendar.feed-end')}
          cancelLabel={t('calendar.feed-keep')}
          onConfirm={() => {
            setEnding(undefined);
            revoke.mutate(ending);
          }}
          onCancel={() => setEnding(undefined)}
        >
          <p>{t('calendar.feed-ask-text')}</p>
        </ConfirmDialog>
      )}
    </Modal>
  );
}

function FeedAddress({ url }: { url: string }) {
  return (
    <>
      <div className={styles.address}>
        <code className="grow">{url}</code>
        <CopyButton value={url}>
          {({ copied, copy }) => (
            <ActionIcon onClick={copy} aria-label={t(copied ? 'action.copied' : 'calendar.feed-copy')}>
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          )}
        </CopyButton>
      </div>
      <p className="t3 xs">{t('calendar.feed-once')}</p>
    </>
  );
}

/** Tokens that can read the calendar and nothing else: the only ones that may stand in an address. */
function isFeed({ scopes }: Token): boolean {
  return scopes.length === 1 && scopes[0] === 'calendar:read';
}

function FeedUsed({ at }: { at: string }) {
  return rich('calendar.feed-used', {}, { time: () => <RelativeTime key="time" at={at} /> });
}
