import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../lib/client/api.ts';
import { downloadPath } from '../../lib/download.ts';
import { t } from '../../lib/messages/messages.ts';
import { DataList } from '../../ui/data-list/data-list.tsx';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { Page, Toolbar, WithRail } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { EmptyState } from '../../ui/states.tsx';
import styles from './audit.module.css';
import { auditColumns, Outcome, What, When, Who } from './audit-columns.tsx';
import { AuditEntry } from './audit-entry.tsx';
import { type AuditFilters, toAuditInput } from './audit-filters.ts';
import { ChainVerdict, VerifyButton } from './chain-verdict.tsx';

interface AuditLogProps {
  filters: AuditFilters;
  onFilter: (change: Partial<AuditFilters>) => void;
}

const types = ['job', 'run', 'agent', 'script', 'user', 'token', 'session', 'audit'] as const;

/** Who did what to which thing: the log, one entry of it in full, and whether its chain holds. */
export function AuditLog({ filters, onFilter }: AuditLogProps) {
  const { entry: opened, actor, action, type, outcome, since } = filters;
  const input = useMemo(
    () => toAuditInput({ actor, action, type, outcome, since }, Date.now()),
    [actor, action, type, outcome, since],
  );
  const log = useInfiniteQuery(
    api.audit.logs.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, limit: 100, ...(cursor !== undefined && { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const entries = log.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page
      title={t('nav.audit')}
      facts={<ChainVerdict />}
      actions={
        <>
          <VerifyButton />
          <Button
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => downloadPath('/audit/export', 'audit.jsonl')}
          >
            {t('audit.export')}
          </Button>
        </>
      }
    >
      <Toolbar label={t('jobs.filters')}>
        <SearchField
          label={t('audit.find-action')}
          value={action ?? ''}
          width={170}
          onChange={(next) => onFilter({ action: next })}
        />
        <SearchField
          label={t('audit.find-actor')}
          value={actor ?? ''}
          width={130}
          onChange={(next) => onFilter({ actor: next })}
        />
        <FilterMenu
          label={t('audit.column.when')}
          value={since}
          options={(['day', 'week', 'month'] as const).map((value) => ({ value, label: t(`audit.since.${value}`) }))}
          onChange={(next) => onFilter({ since: next })}
        />
        <FilterMenu
          label={t('audit.column.what')}
          value={type}
          options={types.map((value) => ({ value, label: value }))}
          onChange={(next) => onFilter({ type: next })}
        />
        <FilterMenu
          label={t('audit.column.outcome')}
          value={outcome}
          options={(['ok', 'denied', 'failed'] as const).map((value) => ({
            value,
            label: t(`audit.outcome.${value}`),
          }))}
          onChange={(next) => onFilter({ outcome: next })}
        />
      </Toolbar>
      <WithRail
        label={t('audit.entry')}
        rail={<AuditEntry entry={entries.find(({ seq }) => seq === opened) ?? entries[0]} />}
      >
        <DataList
          label={t('nav.audit')}
          rows={entries}
          keyOf={({ seq }) => String(seq)}
          columns={auditColumns(opened ?? entries[0]?.seq)}
          renderCompact={(entry) => (
            <div className={styles.compact}>
              <code className="ellipsis">{entry.action}</code>
              <span className="t3 xs">
                <When at={entry.at} />
              </span>
              <span className="xs ellipsis">
                <Who entry={entry} /> <What entry={entry} />
              </span>
              <Outcome entry={entry} />
            </div>
          )}
          onOpen={({ seq }) => onFilter({ entry: seq })}
          isLoading={log.isPending}
          failure={
            log.isError && entries.length === 0
              ? { title: t('audit.unreadable'), error: log.error, onRetry: () => void log.refetch() }
              : undefined
          }
          empty={
            <EmptyState
              title={t('jobs.none-found.title')}
              text={t('audit.none-found')}
              actions={
                <Button
                  onClick={() =>
                    onFilter({
                      actor: undefined,
                      action: undefined,
                      type: undefined,
                      outcome: undefined,
                      since: undefined,
                    })
                  }
                >
                  {t('filter.clear')}
                </Button>
              }
            />
          }
          onNearEnd={log.hasNextPage && !log.isFetchingNextPage ? () => void log.fetchNextPage() : undefined}
        />
      </WithRail>
    </Page>
  );
}
