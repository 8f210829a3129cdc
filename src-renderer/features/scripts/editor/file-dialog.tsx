import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../../lib/messages/messages.ts';
import { pathFault } from '../draft/edit-tree.ts';
import type { DraftTree } from '../draft/working-draft.ts';

interface FileDialogProps {
  tree: DraftTree;
  /** The file to rename; a new one when absent. */
  renamed: string | undefined;
  onDone: (path: string) => void;
  onClose: () => void;
}

/** Asks for the path of a file. */
export function FileDialog({ tree, renamed, onDone, onClose }: FileDialogProps) {
  const [typed, setTyped] = useState(renamed ?? '');
  const [isTold, setTold] = useState(false);
  const path = typed.trim();
  const fault = path === renamed ? undefined : pathFault(tree, path);
  const title = renamed === undefined ? t('scripts.new-file-title') : t('scripts.rename-title', { name: renamed });
  return (
    <Modal opened onClose={onClose} title={title} size={420}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setTold(true);
          if (fault === undefined) onDone(path);
        }}
      >
        <TextInput
          data-autofocus
          label={t('scripts.file-name')}
          placeholder="parse.py"
          value={typed}
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          error={isTold && fault !== undefined ? t(`scripts.file-name.${fault}`) : undefined}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="subtle" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" variant="filled">
            {title}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
