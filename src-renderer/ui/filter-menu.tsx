import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { t } from '../lib/messages/messages.ts';
import styles from './filter-menu.module.css';

interface FilterMenuProps<Value extends string> {
  label: string;
  value: Value | undefined;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value | undefined) => void;
}

/** One filter of a list: "Trigger any", opened to choose. */
export function FilterMenu<Value extends string>({ label, value, options, onChange }: FilterMenuProps<Value>) {
  const chosen = options.find((option) => option.value === value);
  const choices: { value: Value | undefined; label: string }[] = [{ value: undefined, label: t('filter.any') }, ...options];
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className={styles.filter} data-active={chosen !== undefined || undefined}>
          {label} <b>{chosen?.label ?? t('filter.any')}</b>
          <IconChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={360} className={styles.choices}>
        {choices.map((choice) => (
          <Menu.Item
            key={choice.value ?? ''}
            onClick={() => onChange(choice.value)}
            aria-current={choice.value === value || undefined}
            rightSection={choice.value === value && <IconCheck size={14} aria-hidden />}
          >
            {choice.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
