import type { MantineThemeComponents } from '@mantine/core';
import { t } from '../lib/messages/messages.ts';
import controls from './controls.module.css';

/** What the variables of a control depend on. */
interface Sized {
  size?: unknown;
}

const small = { defaultProps: { size: 'sm' } };

/**
 * How Mantine's components begin here. Named as text and not by `Component.extend`, which would bring every one of
 * them into the shell.
 */
export const components: MantineThemeComponents = {
  Button: {
    defaultProps: { size: 'sm', variant: 'default' },
    classNames: {
      root: controls.button,
      section: controls.section,
      inner: controls.inner,
      loader: controls.loader,
    },
    vars: (_theme: unknown, { size }: Sized) => ({
      root: {
        '--button-height': heightOf(size),
        '--button-padding-x': size === 'xs' ? 'var(--am-space-4)' : 'var(--am-space-5)',
        '--button-fz': textOf(size),
      },
    }),
  },
  ActionIcon: {
    defaultProps: { size: 'sm', variant: 'subtle' },
    classNames: { root: controls.button, icon: controls.inner, loader: controls.loader },
    vars: (_theme: unknown, { size }: Sized) => ({ root: { '--ai-size': heightOf(size) } }),
  },
  Input: {
    defaultProps: { size: 'sm' },
    vars: (_theme: unknown, { size }: Sized) => ({
      wrapper: {
        '--input-height': heightOf(size),
        '--input-fz': textOf(size),
        '--input-bg': 'var(--am-surface)',
        '--input-bd': 'var(--am-line-control)',
        '--input-bd-focus': 'var(--am-accent)',
        '--input-padding': 'var(--am-space-4)',
      },
    }),
  },
  InputWrapper: {
    defaultProps: { size: 'sm' },
    classNames: { label: controls.label, description: controls.beside, error: controls.beside },
  },
  TextInput: small,
  PasswordInput: {
    defaultProps: () => ({ size: 'sm', visibilityToggleButtonProps: { 'aria-label': t('action.show-password') } }),
  },
  Textarea: { ...small, classNames: { input: controls.textarea } },
  NumberInput: small,
  MultiSelect: { ...small, classNames: { input: controls.pills } },
  TagsInput: { ...small, classNames: { input: controls.pills } },
  JsonInput: small,
  SegmentedControl: small,
  Switch: {
    defaultProps: { size: 'sm', withThumbIndicator: false },
    classNames: { input: controls.switch, track: controls.track, thumb: controls.thumb },
  },
  Radio: { defaultProps: { size: 'sm', iconColor: 'var(--am-text-on-ink)' }, classNames: { radio: controls.radio } },
  Select: { defaultProps: { size: 'sm', allowDeselect: false } },
  Checkbox: {
    defaultProps: { size: 'xs', iconColor: 'var(--am-text-on-ink)' },
    classNames: { input: controls.checkbox },
    vars: () => ({ root: { '--checkbox-size': 'var(--am-icon-sm)' } }),
  },
  Menu: {
    defaultProps: {
      shadow: 'md',
      position: 'bottom-end',
      offset: 4,
      transitionProps: { duration: 140 },
      // It would be the first thing in a menu, and no item of it.
      withInitialFocusPlaceholder: false,
    },
    classNames: { dropdown: controls.dropdown, item: controls.item },
  },
  Popover: {
    defaultProps: { shadow: 'md', offset: 4, transitionProps: { duration: 140 } },
    classNames: { dropdown: controls.dropdown },
  },
  Modal: {
    defaultProps: () => ({
      centered: true,
      radius: 'xl',
      shadow: 'xl',
      transitionProps: { duration: 220 },
      closeButtonProps: { 'aria-label': t('action.close') },
    }),
    classNames: {
      content: controls.dialog,
      overlay: controls.scrim,
      header: controls.dialogHead,
      title: controls.dialogTitle,
    },
  },
  Notification: {
    defaultProps: () => ({ radius: 'lg', closeButtonProps: { 'aria-label': t('action.close') } }),
    classNames: { root: controls.toast, icon: controls.toastIcon, description: controls.toastText },
  },
  Tooltip: {
    defaultProps: { openDelay: 400, closeDelay: 0, offset: 6, transitionProps: { duration: 80 } },
    classNames: { tooltip: controls.tooltip },
  },
};

function heightOf(size: unknown): string {
  if (size === 'xs') return 'var(--am-control-sm)';
  return size === 'md' ? 'var(--am-row-lg)' : 'var(--am-control)';
}

function textOf(size: unknown): string {
  return size === 'xs' ? 'var(--am-fs-xs)' : 'var(--am-fs-sm)';
}
