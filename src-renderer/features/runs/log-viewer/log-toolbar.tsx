import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  IconArrowBarToDown,
  IconChevronDown,
  IconChevronUp,
  IconClock,
  IconCopy,
  IconDownload,
  IconTextWrap,
  type TablerIcon,
} from '@tabler/icons-react';
import type { LogStream } from '#contract/runs.ts';
import { formatCount } from '../../../lib/format/number.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Toolbar } from '../../../ui/page.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { Segments } from '../../../ui/segments.tsx';
import styles from './log-viewer.module.css';
import type { LogSearch } from './use-log-search.ts';

interface LogToolbarProps {
  total: number | undefined;
  /** Lines that pass the filter. */
  rows: number;
  stream: LogStream | undefined;
  onStream: (stream: LogStream | undefined) => void;
  q: string;
  onSearch: (q: string) => void;
  search: LogSearch;
  hasTimes: boolean;
  onTimes: () => void;
  isWrapped: boolean;
  onWrap: () => void;
  onCopy: () => void;
  onSave: () => void;
  /** From 0 to 1 while the log is being saved. */
  saved: number | undefined;
  /** Absent once the log is complete: there is nothing left to follow. */
  follow?: { isOn: boolean; onToggle: () => void };
}

/** What one does with a log: filter, find, and how it looks. */
export function LogToolbar(props: LogToolbarProps) {
  const { total, rows, stream, search, q, saved } = props;
  return (
    <Toolbar label={t('log.toolbar')} actions={<Looks {...props} />}>
      <b>{t('log.title')}</b>
      <span className={styles.total}>
        {total !== undefined &&
          (stream === undefined ? t('log.lines', { n: total }) : t('log.lines-of', { n: rows, total }))}
        {saved !== undefined && ` · ${t('log.saving', { percent: Math.round(saved * 100) })}`}
      </span>
      <Segments
        label={t('log.stream')}
        value={stream ?? 'all'}
        onChange={(value) => props.onStream(value === 'all' ? undefined : value)}
        options={[
          { value: 'all', label: t('filter.all') },
          { value: 'stdout', label: 'stdout' },
          { value: 'stderr', label: 'stderr' },
          { value: 'system', label: t('log.system') },
        ]}
      />
      <SearchField
        label={t('log.find')}
        size="xs"
        width={214}
        hint="/"
        value={q}
        onChange={props.onSearch}
        onEnter={(isBack) => (isBack ? search.previous() : search.next())}
        note={<HitCount search={search} />}
      />
      <Icon
        icon={IconChevronUp}
        label={t('log.previous-hit')}
        isDisabled={search.matches === undefined}
        onClick={search.previous}
      />
      <Icon
        icon={IconChevronDown}
        label={t('log.next-hit')}
        isDisabled={search.matches === undefined}
        onClick={search.next}
      />
    </Toolbar>
  );
}

function HitCount({ search: { matches, ordinal } }: { search: LogSearch }) {
  if (matches === undefined) return null;
  const of = formatCount(matches);
  return (
    <span className={styles.hits} role="status">
      {matches === 0
        ? t('log.no-hits')
        : t('log.hits', { place: ordinal === undefined ? '–' : formatCount(ordinal), of })}
    </span>
  );
}

function Looks(props: LogToolbarProps) {
  const { hasTimes, isWrapped, follow } = props;
  return (
    <>
      <Icon icon={IconClock} label={t('log.times')} isPressed={hasTimes} onClick={props.onTimes} />
      <Icon icon={IconTextWrap} label={t('log.wrap')} isPressed={isWrapped} onClick={props.onWrap} />
      <Icon icon={IconCopy} label={t('log.copy')} onClick={props.onCopy} />
      <Icon icon={IconDownload} label={t('log.download')} onClick={props.onSave} />
      {follow !== undefined && (
        <Button
          size="xs"
          className={styles.toggle}
          aria-pressed={follow.isOn}
          leftSection={<IconArrowBarToDown size={14} aria-hidden />}
          onClick={follow.onToggle}
        >
          {t(follow.isOn ? 'log.following' : 'log.follow')}
        </Button>
      )}
    </>
  );
}

interface IconProps {
  icon: TablerIcon;
  label: string;
  onClick: () => void;
  isPressed?: boolean;
  isDisabled?: boolean;
}

function Icon({ icon: Glyph, label, onClick, isPressed, isDisabled = false }: IconProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size="xs"
        className={styles.toggle}
        aria-label={label}
        aria-pressed={isPressed}
        disabled={isDisabled}
        onClick={onClick}
      >
        <Glyph size={14} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
