import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Agent } from '#contract/agents.ts';
import { client } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Region } from '../../ui/page.tsx';
import styles from './agents.module.css';
import { readJsonObject } from './read-json-object.ts';

/** What every run of the agent is told, as JSON. */
export function AgentConfig({ agent }: { agent: Agent }) {
  const mayWrite = useMay('agents:write');
  const [draft, setDraft] = useState<string>();
  const written = JSON.stringify(agent.config, null, 2);
  const read = draft === undefined ? undefined : readJsonObject(draft);
  const save = useMutation({
    mutationFn: (config: Record<string, unknown>) => client.agents.update({ id: agent.id, config }),
    onSuccess: () => {
      notifyDone(t('agents.config-saved', { name: agent.name }));
      setDraft(undefined);
    },
  });
  if (draft === undefined) {
    const isEmpty = Object.keys(agent.config).length === 0;
    return (
      <Region
        title={t('agents.config')}
        actions={
          mayWrite && (
            <Button size="xs" variant="subtle" onClick={() => setDraft(written)}>
              {t('agents.config-change')}
            </Button>
          )
        }
      >
        {isEmpty ? <p className="t3 xs">{t('agents.config-none')}</p> : <pre className={styles.json}>{written}</pre>}
      </Region>
    );
  }
  const failure = save.error === null ? undefined : describeError(save.error).detail;
  return (
    <Region title={t('agents.config')} note={t('agents.limits-from-next')}>
      <Textarea
        data-autofocus
        aria-label={t('agents.config')}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        error={read?.problem ?? failure}
        autosize
        minRows={6}
        maxRows={20}
        spellCheck={false}
        classNames={{ input: styles.code }}
      />
      <div className={styles.formActions}>
        <Button variant="subtle" onClick={() => setDraft(undefined)}>
          {t('agents.cancel')}
        </Button>
        <Button
          variant="filled"
          disabled={read?.value === undefined}
          loading={save.isPending}
          onClick={() => read?.value !== undefined && save.mutate(read.value)}
        >
          {t('agents.save')}
        </Button>
      </div>
    </Region>
  );
}
