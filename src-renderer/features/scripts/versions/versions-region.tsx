import { useQuery } from '@tanstack/react-query';
import type { Script, Version } from '#contract/scripts.ts';
import { formatExact, formatMoment } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Region } from '../../../ui/page.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { versionsQuery } from '../script-queries.ts';
import { useActivate } from './use-activate.ts';
import styles from './versions.module.css';

interface VersionsRegionProps {
  script: Script;
  mayChange: boolean;
  onCompare: (from: string, to: string) => void;
}

/** What was published, newest first, each to compare with the draft or to run again. */
export function VersionsRegion({ script, mayChange, onCompare }: VersionsRegionProps) {
  const { data, isError } = useQuery(versionsQuery(script.id));
  const items = data?.items ?? [];
  return (
    <Region title={t('scripts.versions')} note={items.length > 0 ? items.length : undefined}>
      {isError && <p className={styles.quiet}>{t('scripts.versions-unreadable')}</p>}
      {data !== undefined && items.length === 0 && <p className={styles.quiet}>{t('scripts.no-versions')}</p>}
      <ul className={styles.versions}>
        {items.map((version) => (
          <VersionRow
            key={version.number}
            version={version}
            script={script}
            mayChange={mayChange}
            onCompare={onCompare}
          />
        ))}
      </ul>
    </Region>
  );
}

function VersionRow({ version, script, mayChange, onCompare }: VersionsRegionProps & { version: Version }) {
  const activate = useActivate(script);
  const { number, label, changelog, origin, sha256, createdAt } = version;
  const isActive = script.activeVersion === number;
  const isBack = script.activeVersion !== null && number < script.activeVersion;
  const at = Date.parse(createdAt);
  return (
    <li className={styles.version} data-active={isActive || undefined}>
      <div className={styles.line}>
        <b>v{number}</b>
        {label !== null && <span className="t2 xs">{label}</span>}
        {isActive && <StatusBadge status="active" />}
        <time className={styles.when} dateTime={createdAt} title={formatExact(at)}>
          {formatMoment(at, Date.now())}
        </time>
      </div>
      {changelog !== null && changelog !== '' && (
        <div className={styles.changelog} title={changelog}>
          {changelog}
        </div>
      )}
      <div className={styles.line}>
        <span className="t3 xxs" title={sha256}>
          {t(`scripts.origin.${origin}`)} · <span className="mono">{sha256.slice(0, 8)}</span>
        </span>
        <span className={styles.acts}>
          <button type="button" onClick={() => onCompare(String(number), 'draft')}>
            {t('scripts.diff')}
          </button>
          {mayChange && !isActive && (
            <button type="button" onClick={() => void activate(number)}>
              {t(isBack ? 'scripts.roll-back' : 'scripts.activate')}
            </button>
          )}
        </span>
      </div>
    </li>
  );
}
