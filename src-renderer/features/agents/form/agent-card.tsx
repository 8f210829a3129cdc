import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Profile } from '#contract/profile.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import { t } from '../../../lib/messages/messages.ts';
import { PermissionCard } from '../permission-card.tsx';
import type { AgentDraft } from './agent-draft.ts';
import styles from './agent-form.module.css';
import { useMachine } from './use-machine.ts';
import { findUnfit } from './where-it-runs.ts';

interface AgentCardProps {
  draft: AgentDraft;
  onProfile: (change: Partial<Profile>) => void;
}

/** What is being agreed to, as it is typed; and where nothing here could run it, that as well. */
export function AgentCard({ draft: { name, profile }, onProfile }: AgentCardProps) {
  const unfit = findUnfit(profile, useMachine().machine);
  const mayGrant = useMay('agents:grant');
  return (
    <div className={styles.card}>
      <PermissionCard agent={{ name: name.trim(), profile, environment: 'TEST' }} />
      {unfit !== undefined && (
        <div className={styles.unfit} role="status">
          <p>
            <IconAlertTriangle size={16} aria-hidden /> {t(`agent-form.unfit-${unfit}`)}
          </p>
          {unfit === 'container' && (
            <Button size="xs" onClick={() => onProfile({ isolation: 'any' })}>
              {t('agent-form.fit-container')}
            </Button>
          )}
          {unfit === 'limits' && mayGrant && (
            <Button size="xs" onClick={() => onProfile({ limits: 'best-effort' })}>
              {t('agent-form.fit-limits')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
