import { IconBan, IconCircleX, IconRobot, IconServer, IconUser } from '@tabler/icons-react';
import type { AuditEntry } from '#contract/audit.ts';
import { toDetailLines } from '../../lib/detail-lines.ts';
import { formatCount } from '../../lib/format/number.ts';
import { formatClock, formatExact, formatMoment } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import type { Column } from '../../ui/data-list/column.ts';
import styles from './audit.module.css';

const icons = { owner: IconUser, user: IconUser, agent: IconRobot, system: IconServer };
const dayMs = 86_400_000;

/** The columns of the log: number, when, who, where from, what was done to what. */
export function auditColumns(opened: number | undefined): readonly Column<AuditEntry>[] {
  return [
    {
      key: 'seq',
      head: t('audit.column.no'),
      width: 76,
      cell: (entry) =>
        entry.seq === opened ? <b aria-current="true">{formatCount(entry.seq)}</b> : formatCount(entry.seq),
    },
    { key: 'at', head: t('audit.column.when'), width: 130, cell: (entry) => <When at={entry.at} /> },
    { key: 'who', head: t('audit.column.who'), width: 130, cell: (entry) => <Who entry={entry} /> },
    {
      key: 'via',
      head: t('audit.column.via'),
      width: 86,
      isQuiet: true,
      minListWidth: 860,
      cell: (entry) => t(`audit.via.${entry.via}`),
    },
    { key: 'action', head: t('audit.column.action'), width: 170, cell: (entry) => <code>{entry.action}</code> },
    { key: 'what', head: t('audit.column.what'), cell: (entry) => <What entry={entry} /> },
    {
      key: 'detail',
      head: t('audit.column.detail'),
      isQuiet: true,
      minListWidth: 960,
      cell: (entry) => sayDetails(entry),
    },
    { key: 'outcome', head: t('audit.column.outcome'), width: 96, cell: (entry) => <Outcome entry={entry} /> },
  ];
}

export function Who({ entry: { actor } }: { entry: AuditEntry }) {
  const Icon = icons[actor.type];
  return (
    <span className={styles.who}>
      <Icon size={14} className="t3" aria-hidden />
      <span className="ellipsis">{actor.name}</span>
    </span>
  );
}

export function What({ entry: { resource } }: { entry: AuditEntry }) {
  return (
    <>
      <span className="t3">{resource.type}</span> {resource.name}
    </>
  );
}

/** That it was done needs no sign; that it was refused or failed does. */
export function Outcome({ entry: { outcome } }: { entry: AuditEntry }) {
  if (outcome === 'ok') return null;
  const Icon = outcome === 'denied' ? IconBan : IconCircleX;
  return (
    <span className={styles.denied}>
      <Icon size={14} aria-hidden /> {t(`audit.outcome.${outcome}`)}
    </span>
  );
}

export function When({ at }: { at: string }) {
  const then = Date.parse(at);
  const text = Date.now() - then < dayMs ? formatClock(then) : formatMoment(then, Date.now());
  return (
    <time dateTime={at} title={formatExact(then)}>
      {text}
    </time>
  );
}

function sayDetails({ details }: AuditEntry): string {
  return toDetailLines(details)
    .slice(0, 4)
    .map(({ path, value }) => `${path} ${value}`)
    .join(', ');
}
