import { Autocomplete, Button, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { IconRobot } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { t } from '../../../lib/messages/messages.ts';
import { FormStep } from '../../../ui/form-step.tsx';
import { SearchSelect } from '../../../ui/search-select.tsx';
import { useAgents } from '../job-queries.ts';
import type { ProblemAt } from './form-problems.ts';
import type { JobDraft } from './job-draft.ts';
import styles from './job-form.module.css';
import { readInput } from './read-input.ts';
import { environments } from './trigger-part-fields.tsx';

export interface SectionProps {
  draft: JobDraft;
  onChange: (change: Partial<JobDraft>) => void;
  problemAt: ProblemAt;
}

/** What runs: the agent, and what it is given. */
export function WhatSection({ draft, onChange, problemAt }: SectionProps) {
  const { data } = useAgents();
  const agents = [...(data?.values() ?? [])];
  return (
    <FormStep number={1} title={t('job-form.what')} hint={t('job-form.what-hint')}>
      <div className={styles.two}>
        <TextInput
          label={t('job-form.name')}
          required
          // Whoever comes with an agent or a job has a name already.
          autoFocus={draft.name === ''}
          maxLength={200}
          value={draft.name}
          error={problemAt('name')}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <SearchSelect
          label={t('job-form.runs')}
          required
          placeholder={t('job-form.choose-agent')}
          leftSection={<IconRobot size={14} aria-hidden />}
          nothingFoundMessage={t('job-form.no-agent')}
          data={agents.map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.agentId}
          error={problemAt('agentId')}
          onChange={(agentId) => onChange({ agentId })}
        />
        {data?.size === 0 && (
          <Button
            className={styles.wide}
            renderRoot={(props) => <Link to="/agents/new" search={{ back: 'jobs' }} {...props} />}
          >
            {t('job-form.to-agents')}
          </Button>
        )}
        <Autocomplete
          label={t('job-form.environment')}
          description={t('job-form.environment-hint')}
          placeholder={t('job-form.environment-agent')}
          data={environments}
          value={draft.environment}
          error={problemAt('environment')}
          onChange={(environment) => onChange({ environment })}
        />
        <Textarea
          classNames={{ input: 'mono' }}
          label={t('job-form.input')}
          description={t('job-form.input-hint')}
          autosize
          minRows={1}
          maxRows={12}
          spellCheck={false}
          placeholder='{"keep": 14}'
          value={draft.inputText}
          error={readInput(draft.inputText).ok ? problemAt('input') : t('job-form.not-json')}
          onChange={(event) => onChange({ inputText: event.currentTarget.value })}
        />
        <TextInput
          label={t('job-form.description')}
          maxLength={10_000}
          value={draft.description}
          error={problemAt('description')}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
        <TagsInput
          label={t('job-form.tags')}
          maxTags={50}
          value={[...draft.tags]}
          error={problemAt('tags')}
          onChange={(tags) => onChange({ tags })}
        />
        <TextInput
          label={t('job-form.folder')}
          maxLength={500}
          value={draft.folder}
          error={problemAt('folder')}
          onChange={(event) => onChange({ folder: event.currentTarget.value })}
        />
        <Select
          label={t('job-form.visibility')}
          data={[
            { value: 'private', label: t('job-form.private') },
            { value: 'shared', label: t('job-form.shared') },
          ]}
          value={draft.visibility}
          onChange={(visibility) => onChange({ visibility: visibility === 'shared' ? 'shared' : 'private' })}
        />
      </div>
    </FormStep>
  );
}
