import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { t } from '../lib/messages/messages.ts';
import styles from './filter-menu.module.css';

interface FilterMenuProps<Value extends string> {
  label: string;
  value: Value | undefined;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value | undefined) => void;
  /** There is no "any": one of the options always holds. */
  isRequired?: boolean;
}

/** One filter of a list: "Trigger any", opened to choose. */
export function FilterMenu<Value extends string>(props: FilterMenuProps<Value>) {
  const { label, value, options, onChange, isRequired = false } = props;
  const chosen = options.find((option) => option.value === value);
  const any = { value: undefined, label: t('filter.any') };
  const choices: readonly { value: Value | undefined; label: string }[] = isRequired ? options : [any, ...options];
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button
          type="button"
          className={styles.filter}
          data-active={(chosen !== undefined && !isRequired) || undefined}
        >
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
