import { Button, FileButton } from '@mantine/core';
import { IconFileUpload, IconPlus } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { CreateScriptDialog } from '../../features/scripts/create-script-dialog.tsx';
import { readScriptFilters, type ScriptFilterChange } from '../../features/scripts/script-filters.ts';
import { ScriptsList } from '../../features/scripts/scripts-list.tsx';
import { uploadAccept } from '../../features/scripts/upload-script.ts';
import { useImport } from '../../features/scripts/use-import.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { useShortcuts } from '../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../lib/messages/messages.ts';
import { DropTarget } from '../../ui/drop-target.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';

const route = getRouteApi('/scripts');

/** `#/scripts`: the list, narrowed by the address. A file dropped anywhere on it becomes a script. */
export default function ScriptsPage() {
  const { create: isAsked, ...filters } = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('scripts:write');
  const [begun, setBegun] = useState<'empty' | 'sample'>();
  const creating = begun ?? (isAsked === true && mayWrite ? 'empty' : undefined);
  const open = (id: string) => void navigate({ to: '/scripts/$scriptId', params: { scriptId: id } });
  const importing = useImport({ folder: filters.folder, onOpen: open });
  const filter = (change: ScriptFilterChange) =>
    void navigate({ to: '/scripts', search: readScriptFilters({ ...filters, ...change }), replace: true });
  const create = (isFromSample: boolean) => setBegun(isFromSample ? 'sample' : 'empty');
  const stopCreating = () => {
    setBegun(undefined);
    if (isAsked === true) filter({});
  };
  useShortcuts(
    [{ keys: 'c', label: t('scripts.new'), group: t('keys.group.page'), run: () => create(false) }],
    mayWrite,
  );
  return (
    <DropTarget label={t('scripts.drop-new')} isOff={!mayWrite} onDrop={importing.take}>
      <Page
        title={t('nav.scripts')}
        actions={
          <>
            <SearchField label={t('scripts.find')} value={filters.q ?? ''} onChange={(q) => filter({ q })} hint="/" />
            {mayWrite && (
              <>
                <FileButton multiple accept={uploadAccept} onChange={importing.take}>
                  {(props) => (
                    <Button
                      {...props}
                      visibleFrom="sm"
                      loading={importing.isBusy}
                      leftSection={<IconFileUpload size={16} aria-hidden />}
                    >
                      {t('scripts.import')}
                    </Button>
                  )}
                </FileButton>
                <Button
                  variant="filled"
                  onClick={() => create(false)}
                  leftSection={<IconPlus size={16} aria-hidden />}
                  rightSection={<KeyHint keys="c" />}
                >
                  {t('scripts.new')}
                </Button>
              </>
            )}
          </>
        }
      >
        <ScriptsList filters={filters} onFilter={filter} onCreate={mayWrite ? create : undefined} />
      </Page>
      {creating !== undefined && (
        <CreateScriptDialog
          isFromSample={creating === 'sample'}
          onCreated={({ id }) => open(id)}
          onClose={stopCreating}
        />
      )}
    </DropTarget>
  );
}
