import type { Agent } from '#contract/agents.ts';
import type { Script } from '#contract/scripts.ts';
import { t } from '../../lib/messages/messages.ts';
import type { Column } from '../../ui/data-list/column.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { ActiveVersion, LastResult, ScriptName, UsedBy } from './script-cells.tsx';
import styles from './scripts.module.css';

/** The columns of the list of scripts; the narrower the list, the fewer of them. */
export function scriptColumns(users: ReadonlyMap<string, readonly Agent[]>): readonly Column<Script>[] {
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

/** A script in two lines. */
export function CompactScript({ script, users }: { script: Script; users: readonly Agent[] | undefined }) {
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
