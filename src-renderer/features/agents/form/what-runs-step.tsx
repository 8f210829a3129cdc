import { Button, Select, TextInput } from '@mantine/core';
import { IconCode } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Script } from '#contract/scripts.ts';
import { t } from '../../../lib/messages/messages.ts';
import { FormStep } from '../../../ui/form-step.tsx';
import { SearchSelect } from '../../../ui/search-select.tsx';
import { scriptQuery, scriptVersionsQuery, useScripts } from '../agent-queries.ts';
import { chooseScript } from './agent-draft.ts';
import styles from './agent-form.module.css';
import type { AgentStepProps } from './agent-form.tsx';

/** Where agents run; the contract knows no other yet. */
const environment = 'TEST';

/** Which script it is, in which version, and what it is called. */
export function WhatRunsStep({ draft, problemAt, onChange }: AgentStepProps) {
  const scripts = useScriptChoices(draft.scriptId);
  const chosen = scripts?.get(draft.scriptId ?? '');
  const choose = (id: string | null) => {
    const script = scripts?.get(id ?? '');
    if (script !== undefined) onChange(chooseScript(draft, script, chosen));
  };
  const published = [...(scripts?.values() ?? [])].filter(({ activeVersion }) => activeVersion !== null);
  const hasNone = scripts !== undefined && published.length === 0;
  return (
    <FormStep number={1} title={t('agent-form.what')} hint={t('agent-form.what-hint')} columns={2}>
      <SearchSelect
        label={t('agent-form.script')}
        required
        data-autofocus
        placeholder={t('agent-form.choose-script')}
        leftSection={<IconCode size={14} aria-hidden />}
        nothingFoundMessage={t('agent-form.no-script')}
        data={[...(scripts?.values() ?? [])].map(toOption)}
        value={draft.scriptId}
        error={problemAt('scriptId')}
        onChange={choose}
      />
      <VersionField draft={draft} problemAt={problemAt} onChange={onChange} script={chosen} />
      {hasNone && (
        <Button component={Link} to="/scripts" className={styles.wide}>
          {t('agent-form.to-scripts')}
        </Button>
      )}
      <TextInput
        label={t('agent-form.name')}
        required
        maxLength={200}
        value={draft.name}
        error={problemAt('name')}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t('agent-form.description')}
        maxLength={10_000}
        value={draft.description}
        error={problemAt('description')}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <Select label={t('agent-form.environment')} data={[environment]} value={environment} />
    </FormStep>
  );
}

const active = 'active';

/** Follows the version that is active, or stays with one. */
function VersionField({ draft, problemAt, onChange, script }: AgentStepProps & { script: Script | undefined }) {
  const { data: versions } = useQuery(scriptVersionsQuery(script?.id));
  const numbers = versions?.items.map(({ number }) => number) ?? [];
  const follows =
    script?.activeVersion == null ? t('agent-form.follows') : t('agent-form.follows-now', { n: script.activeVersion });
  return (
    <Select
      label={t('agent-form.version')}
      data={[
        { value: active, label: follows },
        ...numbers.map((n) => ({ value: String(n), label: t('agent-form.pinned', { n }) })),
      ]}
      value={draft.version === null ? active : String(draft.version)}
      error={problemAt('version')}
      onChange={(value) => onChange({ version: value === active || value === null ? null : Number(value) })}
    />
  );
}

/** The scripts to choose from; the one that is chosen is there although it is not among the first. */
function useScriptChoices(chosenId: string | null): ReadonlyMap<string, Script> | undefined {
  const scripts = useScripts();
  const isMissing = scripts !== undefined && chosenId !== null && !scripts.has(chosenId);
  const { data: chosen } = useQuery({ ...scriptQuery(chosenId ?? ''), enabled: isMissing });
  return scripts === undefined || chosen === undefined ? scripts : new Map([...scripts, [chosen.id, chosen]]);
}

function toOption({ id, name, activeVersion }: Script) {
  if (activeVersion !== null) return { value: id, label: name };
  return { value: id, label: t('agent-form.not-published', { name }), disabled: true };
}
