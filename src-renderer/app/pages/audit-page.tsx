import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { readAuditFilters } from '../../features/audit/audit-filters.ts';
import { AuditLog } from '../../features/audit/audit-log.tsx';

const route = getRouteApi('/audit');

/** `#/audit?action=job&entry=48202`: the log, narrowed by the address. */
export default function AuditPage() {
  const filters = route.useSearch();
  const navigate = useNavigate();
  return (
    <AuditLog
      filters={filters}
      onFilter={(change) =>
        void navigate({ to: '/audit', search: readAuditFilters({ ...filters, ...change }), replace: true })
      }
    />
  );
}
