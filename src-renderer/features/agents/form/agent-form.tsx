import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import type { Agent } from '#contract/agents.ts';
import { describeError } from '../../../lib/client/describe-error.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import { useShortcuts } from '../../../lib/keyboard/use-shortcuts.ts';
import { locale, t } from '../../../lib/messages/messages.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { FormStep } from '../../../ui/form-step.tsx';
import { KeyHint } from '../../../ui/key-hint.tsx';
import { Page, WithRail } from '../../../ui/page.tsx';
import { useLeaveGuard } from '../../../ui/use-leave-guard.ts';
import { ProfileFields } from '../profile-fields.tsx';
import { AgentCard } from './agent-card.tsx';
import { type AgentDraft, listLacks } from './agent-draft.ts';
import styles from './agent-form.module.css';
import { ConfigStep } from './config-step.tsx';
import { useSaveAgent } from './use-save-agent.ts';
import { WhatRunsStep } from './what-runs-step.tsx';

export interface AgentStepProps {
  draft: AgentDraft;
  /** What the core has against a field, by its path. */
  problemAt: (path: string) => ReactNode;
  onChange: (change: Partial<AgentDraft>) => void;
}

interface AgentFormProps {
  crumbs: ReactNode;
  /** The agent that is changed; absent for a new one. */
  agent?: Agent | undefined;
  initial: AgentDraft;
  /** A job is what one came for: saving leads on to it. */
  isForJob?: boolean;
}

/** An agent as a form: what it runs, what it may and what it is told, and beside it what that comes to. */
export function AgentForm({ crumbs, agent, initial, isForJob = false }: AgentFormProps) {
  const [begun] = useState(initial);
  const [draft, setDraft] = useState(begun);
  const isSaved = useRef(false);
  const isChanged = draft !== begun;
  const save = useSaveAgent({
    agent,
    onSaved: () => {
      isSaved.current = true;
    },
  });
  const maySchedule = useMay('jobs:write') && agent === undefined;
  const failure = save.error === null ? undefined : describeError(save.error);
  const lacks = listLacks(draft).map((lack) => t(`agent-form.lacks.${lack}`));
  const canSave = lacks.length === 0;
  const submit = (andSchedule: boolean) => {
    if (canSave && !save.isPending) save.mutate({ draft, andSchedule });
  };
  const group = t('keys.group.page');
  useShortcuts([
    { keys: 'Mod+s', label: t('agents.save'), group, whileTyping: true, run: () => submit(isForJob && maySchedule) },
  ]);
  const guard = useLeaveGuard(useCallback(() => isChanged && !isSaved.current, [isChanged]));
  const change = (changed: Partial<AgentDraft>) => setDraft((before) => ({ ...before, ...changed }));
  const problemAt = (wanted: string) => failure?.fields.find(({ path }) => path === wanted)?.message;
  const button = (andSchedule: boolean) => {
    const isMain = andSchedule === (isForJob && maySchedule);
    return (
      <Button
        variant={isMain ? 'filled' : 'default'}
        disabled={!canSave}
        loading={save.isPending && save.variables.andSchedule === andSchedule}
        rightSection={isMain && <KeyHint keys="Mod+s" />}
        onClick={() => submit(andSchedule)}
      >
        {t(andSchedule ? 'agent-form.save-and-schedule' : 'agents.save')}
      </Button>
    );
  };
  return (
    <Page
      crumbs={crumbs}
      title={t(agent === undefined ? 'agents.new' : 'agent-form.edit')}
      facts={
        !canSave && <span>{t('agent-form.incomplete', { what: new Intl.ListFormat(locale()).format(lacks) })}</span>
      }
      actions={
        <>
          {maySchedule && button(!isForJob)}
          {button(isForJob && maySchedule)}
        </>
      }
    >
      <WithRail
        label={t('agent-form.in-words')}
        rail={<AgentCard draft={draft} onProfile={(some) => change({ profile: { ...draft.profile, ...some } })} />}
      >
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            submit(isForJob && maySchedule);
          }}
        >
          {failure !== undefined && (
            <p className={styles.problem} role="alert">
              <IconAlertTriangle size={16} aria-hidden /> {failure.detail}
            </p>
          )}
          <WhatRunsStep draft={draft} problemAt={problemAt} onChange={change} />
          <FormStep number={2} title={t('agents.rail')} hint={t('agent-form.may-hint')} columns={1}>
            <div className={styles.limits}>
              <ProfileFields
                profile={draft.profile}
                problemAt={(field) => problemAt(`profile.${field}`)}
                onChange={(profile) => change({ profile })}
              />
            </div>
          </FormStep>
          <ConfigStep draft={draft} problemAt={problemAt} onChange={change} />
        </form>
      </WithRail>
      <ConfirmDialog
        isOpen={guard.isAsking}
        title={t('agent-form.leave-title')}
        confirmLabel={t('agent-form.leave')}
        cancelLabel={t('agent-form.stay')}
        onConfirm={guard.leave}
        onCancel={guard.stay}
      >
        {t('agent-form.leave-text')}
      </ConfirmDialog>
    </Page>
  );
}
