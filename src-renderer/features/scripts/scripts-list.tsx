import { Button } from '@mantine/core';
import { IconPlus, IconSparkles } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Agent } from '#contract/agents.ts';
import type { Script } from '#contract/scripts.ts';
import { t } from '../../lib/messages/messages.ts';
import type { Column } from '../../ui/data-list/column.ts';
import { DataList } from '../../ui/data-list/data-list.tsx';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { Toolbar } from '../../ui/page.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ActiveVersion, LastResult, ScriptName, UsedBy } from './script-cells.tsx';
import { isFiltered, type ScriptFilterChange, type ScriptFilters } from './script-filters.ts';
import { scriptsQuery, useScriptLabels, useScriptUsers } from './script-queries.ts';
import styles from './scripts.module.css';

interface ScriptsListProps {
  filters: ScriptFilters;
  onFilter: (change: ScriptFilterChange) => void;
  /** Opens what makes a script, from a sample where asked; absent for who may not. */
  onCreate: ((isFromSample: boolean) => void) | undefined;
}

/** All scripts one may see: what version runs, who runs it, how it last went. */
export function ScriptsList({ filters, onFilter, onCreate }: ScriptsListProps) {
  const navigate = useNavigate();
  const users = useScriptUsers();
  const scripts = useInfiniteQuery(scriptsQuery(filters));
  const columns = useMemo(() => scriptColumns(users), [users]);
  const rows = useMemo(() => scripts.data?.pages.flatMap(({ items }) => items) ?? [], [scripts.data]);
  return (
    <>
      <ScriptsToolbar filters={filters} onFilter={onFilter} />
      <DataList
        label={t('nav.scripts')}
        rows={rows}
        keyOf={(script) => script.id}
        columns={columns}
        renderCompact={(script) => <CompactScript script={script} users={users.get(script.id)} />}
        onOpen={(script) => void navigate({ to: '/scripts/$scriptId', params: { scriptId: script.id } })}
        isLoading={scripts.isPending}
        failure={
          scripts.isError && rows.length === 0
            ? { title: t('scripts.unreadable'), error: scripts.error, onRetry: () => void scripts.refetch() }
            : undefined
        }
        empty={isFiltered(filters) ? <NothingFound onFilter={onFilter} /> : <NoScripts onCreate={onCreate} />}
        onNearEnd={scripts.hasNextPage && !scripts.isFetchingNextPage ? () => void scripts.fetchNextPage() : undefined}
      />
    </>
  );
}

function scriptColumns(users: ReadonlyMap<string, readonly Agent[]>): readonly Column<Script>[] {
  return [
    { key: 'name', head: t('scripts.column.name'), cell: (script) => <ScriptName script={script} /> },
    {
      key: 'version',
      head: t('scripts.column.version'),
      width: 104,
      isQuiet: true,
      cell: (script) => <ActiveVersion script={script} />,
    },
    {
      key: 'users',
      head: t('scripts.column.users'),
      width: 190,
      isQuiet: true,
      minListWidth: 820,
      cell: (script) => <UsedBy agents={users.get(script.id)} />,
    },
    {
      key: 'labels',
      head: t('scripts.column.labels'),
      width: 190,
      isQuiet: true,
      minListWidth: 1000,
      cell: ({ folder, tags }) => [folder, ...tags.map((tag) => `#${tag}`)].filter(Boolean).join(' · '),
    },
    {
      key: 'last',
      head: t('scripts.column.last'),
      width: 150,
      minListWidth: 720,
      cell: (script) => <LastResult script={script} />,
    },
    {
      key: 'changed',
      head: t('scripts.column.changed'),
      width: 90,
      align: 'right',
      isQuiet: true,
      cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
    },
  ];
}

function ScriptsToolbar({ filters, onFilter }: Pick<ScriptsListProps, 'filters' | 'onFilter'>) {
  const { folders, tags } = useScriptLabels();
  return (
    <Toolbar label={t('scripts.filters')}>
      <FilterMenu
        label={t('scripts.folder')}
        value={filters.folder}
        onChange={(folder) => onFilter({ folder })}
        options={withChosen(folders, filters.folder)}
      />
      <FilterMenu
        label={t('scripts.tag')}
        value={filters.tag}
        onChange={(tag) => onFilter({ tag })}
        options={withChosen(tags, filters.tag)}
      />
    </Toolbar>
  );
}

/** What the address names is offered even where no script in view has it. */
function withChosen(known: readonly string[], chosen: string | undefined) {
  const all = chosen === undefined || known.includes(chosen) ? known : [...known, chosen];
  return all.map((value) => ({ value, label: value }));
}

function CompactScript({ script, users }: { script: Script; users: readonly Agent[] | undefined }) {
  return (
    <div className={styles.compact}>
      <span className="ellipsis">
        <ScriptName script={script} />
      </span>
      <span className="t2 xs">
        <ActiveVersion script={script} />
      </span>
      <span className="ellipsis xs t3">
        <UsedBy agents={users} />
      </span>
      <span className="t3 xs">
        <RelativeTime at={script.updatedAt} />
      </span>
    </div>
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
  const clear = () => onFilter({ q: undefined, tag: undefined, folder: undefined });
  return (
    <EmptyState
      title={t('scripts.none-found.title')}
      text={t('scripts.none-found.text')}
      actions={<Button onClick={clear}>{t('filter.clear')}</Button>}
    />
  );
}
