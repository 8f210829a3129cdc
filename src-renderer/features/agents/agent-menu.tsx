import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Agent } from '#contract/agents.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { useShortcuts } from '../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../lib/messages/messages.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import { useAgentActions } from './agent-actions.ts';
import styles from './agents.module.css';
import { DeleteAgentDialog } from './delete-agent-dialog.tsx';

/** Start it, switch it off, be rid of it. */
export function AgentMenu({ agent }: { agent: Agent }) {
  const actions = useAgentActions();
  const mayRun = useMay('agents:run');
  const mayWrite = useMay('agents:write');
  const [isStarting, setStarting] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const start = async () => {
    setStarting(true);
    await actions.start(agent);
    setStarting(false);
  };
  const isStartable = mayRun && agent.isActive && !isStarting;
  useShortcuts(
    [{ keys: 'r', label: t('agents.start'), group: t('keys.group.page'), run: () => void start() }],
    isStartable,
  );
  return (
    <>
      {mayRun && (
        <Button
          variant="filled"
          disabled={!agent.isActive}
          loading={isStarting}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          rightSection={<KeyHint keys="r" />}
          onClick={() => void start()}
        >
          {t('agents.start')}
        </Button>
      )}
      {mayWrite && (
        <Menu>
          <Menu.Target>
            <ActionIcon variant="default" aria-label={t('agents.more')}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              renderRoot={(props) => <Link to="/agents/$agentId/edit" params={{ agentId: agent.id }} {...props} />}
            >
              {t('agents.edit')}
            </Menu.Item>
            <Menu.Item onClick={() => void actions.setActive(agent, !agent.isActive)}>
              {t(agent.isActive ? 'agents.disable' : 'agents.enable')}
            </Menu.Item>
            <Menu.Item className={styles.danger} onClick={() => setAsking(true)}>
              {t('agents.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {isAsking && <DeleteAgentDialog agent={agent} onClose={() => setAsking(false)} />}
    </>
  );
}
