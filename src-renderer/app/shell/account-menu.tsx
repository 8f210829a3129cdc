import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { SessionState } from '#contract/auth.ts';
import { transport } from '../../lib/client/api.ts';
import { sessionQuery, signOut } from '../../lib/client/session.ts';
import { useSession } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyFailed } from '../../ui/notify.tsx';

const schemes = [
  { value: 'auto', label: 'scheme.auto', icon: IconDeviceDesktop },
  { value: 'light', label: 'scheme.light', icon: IconSun },
  { value: 'dark', label: 'scheme.dark', icon: IconMoon },
] as const;

/** What concerns the person and this device: who they are, light or dark, the way out. */
export function AccountMenu({ onHelp }: { onHelp?: () => void }) {
  const queryClient = useQueryClient();
  const { user } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = () =>
    signOut().then(
      () => queryClient.setQueryData<SessionState>(sessionQuery.queryKey, { state: 'signed-out' }),
      (error: unknown) => notifyFailed(t('session.sign-out-failed'), error),
    );
  return (
    <Menu.Dropdown miw={200}>
      <Menu.Label>{user.email ?? user.name}</Menu.Label>
      {schemes.map(({ value, label, icon: Icon }) => (
        <Menu.Item
          key={value}
          leftSection={<Icon size={16} aria-hidden />}
          rightSection={colorScheme === value && <IconCheck size={14} aria-hidden />}
          aria-current={colorScheme === value || undefined}
          onClick={() => setColorScheme(value)}
        >
          {t(label)}
        </Menu.Item>
      ))}
      <Menu.Divider />
      {onHelp !== undefined && (
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onHelp}>
          {t('keys.help')}
        </Menu.Item>
      )}
      {transport.kind === 'browser' && (
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave}>
          {t('session.sign-out')}
        </Menu.Item>
      )}
    </Menu.Dropdown>
  );
}
