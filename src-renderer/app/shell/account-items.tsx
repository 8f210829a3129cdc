import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { transport } from '../../lib/client/api.ts';
import { useSession } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { useSignOut } from '../session/use-sign-out.ts';

const schemes = [
  { value: 'auto', label: 'scheme.auto', icon: IconDeviceDesktop },
  { value: 'light', label: 'scheme.light', icon: IconSun },
  { value: 'dark', label: 'scheme.dark', icon: IconMoon },
] as const;

/** What concerns the person and this device, as items of a menu: who they are, light or dark, the way out. */
export function AccountItems({ onHelp }: { onHelp?: () => void }) {
  const { user } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  return (
    <>
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
      {(onHelp !== undefined || transport.kind === 'browser') && <Menu.Divider />}
      {onHelp !== undefined && (
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onHelp}>
          {t('keys.help')}
        </Menu.Item>
      )}
      {transport.kind === 'browser' && (
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>
          {t('session.sign-out')}
        </Menu.Item>
      )}
    </>
  );
}
