import { Button } from '@mantine/core';
import { IconPlus, IconSparkles } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Script } from '#contract/scripts.ts';
import { t } from '../../lib/messages/messages.ts';
import type { RowAction, RowShortcut } from '../../ui/data-list/column.ts';
import { DataList } from '../../ui/data-list/data-list.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { DeleteScriptDialog } from './delete-script-dialog.tsx';
import { useScriptActions } from './script-actions.ts';
import { CompactScript, scriptColumns } from './script-columns.tsx';
import { isFiltered, type ScriptFilterChange, type ScriptFilters } from './script-filters.ts';
import { scriptsQuery, useScriptUsers } from './script-queries.ts';
import { ScriptsToolbar } from './scripts-toolbar.tsx';
import { useMayChange } from './use-may-change.ts';
import { useScheduleScript } from './use-schedule-script.ts';

interface ScriptsListProps {
  filters: ScriptFilters;
  onFilter: (change: ScriptFilterChange) => void;
  /** Opens what makes a script, from a sample where asked; absent for who may not. */
  onCreate: ((isFromSample: boolean) => void) | undefined;
}

/** All scripts one may see: what version runs, who runs it, how it last went. */
export function ScriptsList({ filters, onFilter, onCreate }: ScriptsListProps) {
  const navigate = useNavigate();
  const { setArchived } = useScriptActions();
  const schedule = useScheduleScript();
  const mayChange = useMayChange();
  const [deleted, setDeleted] = useState<Script>();
  const users = useScriptUsers();
  const scripts = useInfiniteQuery(scriptsQuery(filters));
  const columns = useMemo(() => scriptColumns(users), [users]);
  const rows = useMemo(() => scripts.data?.pages.flatMap(({ items }) => items) ?? [], [scripts.data]);
  const open = ({ id }: Script) => void navigate({ to: '/scripts/$scriptId', params: { scriptId: id } });
  const actionsOf = (script: Script): RowAction[] => {
    const { archived } = script;
    const act = { label: t(archived ? 'scripts.restore' : 'scripts.archive'), keys: 'e' };
    return [
      { label: t('list.open'), keys: 'Enter', run: () => open(script) },
      ...(schedule !== undefined && script.activeVersion !== null && !archived
        ? [{ label: t('scripts.schedule'), run: () => schedule(script) }]
        : []),
      ...(mayChange(script)
        ? [
            { ...act, run: () => void setArchived(script, !archived) },
            { label: t('scripts.delete'), isDanger: true, run: () => setDeleted(script) },
          ]
        : []),
    ];
  };
  const shortcuts: RowShortcut<Script>[] = [
    {
      keys: 'e',
      label: t('scripts.archive-or-restore'),
      run: (script) => mayChange(script) && void setArchived(script, !script.archived),
    },
  ];
  return (
    <>
      <ScriptsToolbar filters={filters} onFilter={onFilter} />
      <DataList
        label={t('nav.scripts')}
        rows={rows}
        keyOf={(script) => script.id}
        columns={columns}
        renderCompact={(script) => <CompactScript script={script} users={users.get(script.id)} />}
        onOpen={open}
        shortcuts={shortcuts}
        actions={actionsOf}
        isLoading={scripts.isPending}
        failure={
          scripts.isError && rows.length === 0
            ? { title: t('scripts.unreadable'), error: scripts.error, onRetry: () => void scripts.refetch() }
            : undefined
        }
        empty={isFiltered(filters) ? <NothingFound onFilter={onFilter} /> : <NoScripts onCreate={onCreate} />}
        onNearEnd={scripts.hasNextPage && !scripts.isFetchingNextPage ? () => void scripts.fetchNextPage() : undefined}
      />
      {deleted !== undefined && <DeleteScriptDialog script={deleted} onClose={() => setDeleted(undefined)} />}
    </>
  );
}

function NoScripts({ onCreate }: Pick<ScriptsListProps, 'onCreate'>) {
  return (
    <EmptyState
      title={t('scripts.empty.title')}
      text={t(onCreate === undefined ? 'scripts.empty.text' : 'scripts.empty.drop')}
      actions={
        onCreate !== undefined && (
          <>
            <Button leftSection={<IconSparkles size={16} aria-hidden />} onClick={() => onCreate(true)}>
              {t('scripts.from-sample')}
            </Button>
            <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => onCreate(false)}>
              {t('scripts.new')}
            </Button>
          </>
        )
      }
    />
  );
}

function NothingFound({ onFilter }: Pick<ScriptsListProps, 'onFilter'>) {
  const clear = () => onFilter({ q: undefined, tag: undefined, folder: undefined, archived: undefined });
  return (
    <EmptyState
      title={t('scripts.none-found.title')}
      text={t('scripts.none-found.text')}
      actions={<Button onClick={clear}>{t('filter.clear')}</Button>}
    />
  );
}
