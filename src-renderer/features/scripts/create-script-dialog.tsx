import { Autocomplete, Button, Group, Modal, Radio, TagsInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Script } from '#contract/scripts.ts';
import { client } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { t } from '../../lib/messages/messages.ts';
import { type Sample, samples } from './samples.ts';
import { useScriptLabels } from './script-queries.ts';
import styles from './scripts.module.css';

const beginning = `def main(name: str = "world"):
    """Says hello; what main returns is the result of the run."""
    print(f"Hello {name}")
    return {"greeted": name}
`;
const empty = 'empty';

interface CreateScriptDialogProps {
  isFromSample: boolean;
  onCreated: (script: Script) => void;
  onClose: () => void;
}

/** Asks for a name and what to begin with. */
export function CreateScriptDialog({ isFromSample, onCreated, onClose }: CreateScriptDialogProps) {
  const labels = useScriptLabels();
  const first = isFromSample ? samples[0] : undefined;
  const [origin, setOrigin] = useState(first?.name ?? empty);
  const [name, setName] = useState(first === undefined ? '' : nameOf(first));
  const [folder, setFolder] = useState('');
  const [tags, setTags] = useState<string[]>([]);
  const create = useMutation({
    mutationFn: async () => {
      const sample = samples.find((each) => each.name === origin);
      const content = (await sample?.load()) ?? beginning;
      const description = sample?.description ?? '';
      return client.scripts.create({ name: name.trim(), description, folder: folder.trim(), tags, content });
    },
    onSuccess: onCreated,
  });
  const choose = (next: string) => {
    const before = samples.find((sample) => sample.name === origin);
    const sample = samples.find((each) => each.name === next);
    setOrigin(next);
    // A name that was only proposed gives way to the next proposal.
    if (name === '' || (before !== undefined && name === nameOf(before))) setName(sample ? nameOf(sample) : '');
  };
  const problem = create.error === null ? undefined : describeError(create.error);
  return (
    <Modal opened onClose={onClose} title={t('scripts.new')} size={480}>
      <form
        className={styles.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '' && !create.isPending) create.mutate();
        }}
      >
        <TextInput
          data-autofocus
          label={t('scripts.name')}
          value={name}
          maxLength={200}
          required
          autoComplete="off"
          spellCheck={false}
          error={problem?.detail}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Radio.Group label={t('scripts.begin-with')} value={origin} onChange={choose}>
          <div className={styles.samples}>
            <Radio value={empty} label={t('scripts.begin.empty')} description={t('scripts.begin.empty-help')} />
            {samples.map((sample) => (
              <Radio key={sample.name} value={sample.name} label={sample.title} description={sample.description} />
            ))}
          </div>
        </Radio.Group>
        <Autocomplete label={t('scripts.folder')} data={[...labels.folders]} value={folder} onChange={setFolder} />
        <TagsInput label={t('scripts.tags')} data={[...labels.tags]} value={tags} onChange={setTags} maxTags={50} />
        <Group justify="flex-end" gap="sm">
          <Button variant="subtle" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" variant="filled" disabled={name.trim() === ''} loading={create.isPending}>
            {t('scripts.create')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function nameOf({ name }: Sample): string {
  return name;
}
