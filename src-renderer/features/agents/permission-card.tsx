import {
  IconBox,
  IconClock,
  IconCpu,
  IconFileText,
  IconFolder,
  IconShieldLock,
  IconWorld,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Agent } from '#contract/agents.ts';
import { rich, t } from '../../lib/messages/messages.ts';
import styles from './agents.module.css';
import { describePermissions, type Permission } from './permission-words.ts';

const icons: Record<Permission['kind'], TablerIcon> = {
  resources: IconCpu,
  time: IconClock,
  network: IconWorld,
  files: IconFolder,
  isolation: IconBox,
  log: IconFileText,
};

interface PermissionCardProps {
  /** Without a name it is one that is still being made. */
  agent: Pick<Agent, 'name' | 'profile' | 'environment'>;
  actions?: ReactNode;
}

/** What the agent may, in sentences one can agree to, and what it may not. */
export function PermissionCard({ agent, actions }: PermissionCardProps) {
  const title = agent.name === '' ? t('agents.rail') : t('agents.may.title', { name: agent.name });
  return (
    <section className={styles.card} aria-label={title}>
      <div className={styles.cardHead}>
        <IconShieldLock size={20} aria-hidden />
        <h2>{title}</h2>
        {actions}
      </div>
      <ul className={styles.cardLines}>
        {describePermissions(agent.profile, agent.environment).map((permission) => (
          <PermissionLine key={permission.kind} permission={permission} />
        ))}
      </ul>
      <p className={styles.cardFoot}>
        {rich('agents.may.not', {}, { b: (chunks) => <b key="b">{chunks}</b> })}
        {agent.profile.image !== undefined && ` ${t('agents.may.image', { image: agent.profile.image })}`}
      </p>
    </section>
  );
}

function PermissionLine({ permission: { kind, text, values, note, isWide } }: { permission: Permission }) {
  const Icon = icons[kind];
  return (
    <li data-wide={isWide || undefined}>
      <Icon size={16} aria-hidden />
      <div>
        <p>{rich(text, values, { b: (chunks) => <b key={String(chunks)}>{chunks}</b> })}</p>
        <p className="t3 xs">{note}</p>
      </div>
    </li>
  );
}
