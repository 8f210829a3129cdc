import { Button, Group, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Event } from '#contract/events.ts';
import { api, client } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone } from '../../ui/notify.tsx';
import styles from './events.module.css';
import { readPayload } from './read-payload.ts';

interface PublishDialogProps {
  onPublished: (event: Event) => void;
  onClose: () => void;
}

const fields = ['type', 'subject', 'payload'] as const;

/** Tells by hand that something happened. What is wrong is said at its field. */
export function PublishDialog({ onPublished, onClose }: PublishDialogProps) {
  const queryClient = useQueryClient();
  const [type, setType] = useState('');
  const [subject, setSubject] = useState('');
  const [text, setText] = useState('{}');
  const payload = readPayload(text);
  const publish = useMutation({
    mutationFn: () =>
      client.events.publish({
        type: type.trim(),
        ...(subject.trim() !== '' && { subject: subject.trim() }),
        ...(payload.ok && payload.value !== undefined && { payload: payload.value }),
      }),
    onSuccess: async ({ event, triggered }) => {
      notifyDone(t('events.published', { type: event.type, n: triggered.length }));
      onPublished(event);
      await queryClient.invalidateQueries({ queryKey: api.events.key() });
    },
  });
  const problems = publish.error === null ? undefined : describeError(publish.error);
  const problemAt = (field: (typeof fields)[number]) =>
    problems?.fields.find(({ path }) => path === field || path.startsWith(`${field}.`))?.message;
  const isElsewhere = problems !== undefined && !fields.some((field) => problemAt(field) !== undefined);
  const send = () => {
    if (payload.ok && type.trim() !== '' && !publish.isPending) publish.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('events.publish')} size={480} withCloseButton={false}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextInput
          data-autofocus
          required
          label={t('events.column.type')}
          description={t('events.type-help')}
          value={type}
          error={problemAt('type')}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setType(event.currentTarget.value)}
        />
        <TextInput
          label={t('events.column.subject')}
          description={t('events.subject-help')}
          value={subject}
          error={problemAt('subject')}
          autoComplete="off"
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
        <Textarea
          label={t('events.column.payload')}
          description={t('events.payload-help')}
          value={text}
          error={payload.ok ? problemAt('payload') : t('events.payload-broken', { why: payload.why })}
          autosize
          minRows={4}
          maxRows={14}
          spellCheck={false}
          classNames={{ input: styles.json ?? '' }}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
          }}
        />
        {isElsewhere && <p role="alert">{problems.detail}</p>}
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="subtle" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button
            type="submit"
            variant="filled"
            disabled={type.trim() === '' || !payload.ok}
            loading={publish.isPending}
          >
            {t('events.publish-now')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
