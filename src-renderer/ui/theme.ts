import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { components } from './theme-components.ts';

const statuses = ['ok', 'fail', 'run', 'wait', 'skip', 'alert'] as const;

/** Mantine wants ten shades; ours is one token that follows the colour scheme by itself. */
function tuple(value: string): MantineColorsTuple {
  return [value, value, value, value, value, value, value, value, value, value];
}

/** Every value comes from tokens.css; nothing here is a colour or a length of its own. */
export const theme = createTheme({
  fontFamily: 'var(--am-font)',
  fontFamilyMonospace: 'var(--am-font-mono)',
  fontSizes: {
    '2xs': 'var(--am-fs-2xs)',
    xs: 'var(--am-fs-xs)',
    sm: 'var(--am-fs-sm)',
    md: 'var(--am-fs-md)',
    lg: 'var(--am-fs-lg)',
    xl: 'var(--am-fs-xl)',
    '2xl': 'var(--am-fs-2xl)',
  },
  lineHeights: { xs: 'var(--am-lh)', sm: 'var(--am-lh)', md: 'var(--am-lh)', lg: 'var(--am-lh)', xl: 'var(--am-lh)' },
  fontWeights: {
    regular: 'var(--am-fw-regular)',
    medium: 'var(--am-fw-medium)',
    bold: 'var(--am-fw-semibold)',
  },
  headings: {
    fontFamily: 'var(--am-font)',
    fontWeight: 'var(--am-fw-semibold)',
    sizes: {
      h1: { fontSize: 'var(--am-fs-lg)', lineHeight: 'var(--am-lh)' },
      h2: { fontSize: 'var(--am-fs-md)', lineHeight: 'var(--am-lh)' },
      h3: { fontSize: 'var(--am-fs-sm)', lineHeight: 'var(--am-lh)' },
    },
  },
  spacing: {
    xs: 'var(--am-space-2)',
    sm: 'var(--am-space-4)',
    md: 'var(--am-space-5)',
    lg: 'var(--am-space-6)',
    xl: 'var(--am-space-7)',
  },
  radius: {
    xs: 'var(--am-radius-xs)',
    sm: 'var(--am-radius-sm)',
    md: 'var(--am-radius-md)',
    lg: 'var(--am-radius-lg)',
    xl: 'var(--am-radius-xl)',
  },
  defaultRadius: 'md',
  shadows: { sm: 'var(--am-shadow-1)', md: 'var(--am-shadow-2)', xl: 'var(--am-shadow-3)' },
  breakpoints: { xs: '24.375em', sm: '48em', md: '62em', lg: '75em', xl: '90em' },
  colors: {
    ink: tuple('var(--am-ink)'),
    ...Object.fromEntries(statuses.map((name) => [name, tuple(`var(--am-${name}-mark)`)])),
  },
  primaryColor: 'ink',
  respectReducedMotion: true,
  focusRing: 'auto',
  cursorType: 'pointer',
  components,
});

const shared: Record<string, string> = {
  '--mantine-color-body': 'var(--am-surface)',
  '--mantine-color-text': 'var(--am-text)',
  '--mantine-color-bright': 'var(--am-text)',
  '--mantine-color-default-color': 'var(--am-text)',
  '--mantine-color-dimmed': 'var(--am-text-3)',
  '--mantine-color-placeholder': 'var(--am-text-3)',
  '--mantine-color-default': 'var(--am-surface)',
  '--mantine-color-default-hover': 'var(--am-surface-hover)',
  '--mantine-color-default-border': 'var(--am-line-strong)',
  '--mantine-color-anchor': 'var(--am-text)',
  '--mantine-color-error': 'var(--am-fail-text)',
  '--mantine-color-success': 'var(--am-ok-text)',
  '--mantine-color-disabled': 'var(--am-surface-raised)',
  '--mantine-color-disabled-color': 'var(--am-text-3)',
  '--mantine-color-disabled-border': 'var(--am-line)',
  '--mantine-primary-color-contrast': 'var(--am-text-on-ink)',
  '--mantine-color-ink-text': 'var(--am-text)',
  '--mantine-color-ink-light-color': 'var(--am-text-2)',
  '--mantine-color-ink-light': 'var(--am-surface-raised)',
  '--mantine-color-ink-light-hover': 'var(--am-surface-hover)',
  '--mantine-color-ink-filled': 'var(--am-ink)',
  '--mantine-color-ink-filled-hover': 'var(--am-ink-hover)',
  '--mantine-color-ink-outline': 'var(--am-line-strong)',
  '--mantine-color-ink-outline-hover': 'var(--am-surface-hover)',
  ...Object.assign(
    {},
    ...statuses.map((name) => ({
      [`--mantine-color-${name}-text`]: `var(--am-${name}-text)`,
      [`--mantine-color-${name}-light-color`]: `var(--am-${name}-text)`,
      [`--mantine-color-${name}-light`]: `var(--am-${name}-tint)`,
      [`--mantine-color-${name}-light-hover`]: `var(--am-${name}-tint)`,
      [`--mantine-color-${name}-filled`]: `var(--am-${name}-mark)`,
      [`--mantine-color-${name}-filled-hover`]: `var(--am-${name}-mark)`,
      [`--mantine-color-${name}-outline`]: `var(--am-${name}-mark)`,
      [`--mantine-color-${name}-outline-hover`]: `var(--am-${name}-tint)`,
    })),
  ),
};

/** The same entries for both schemes: tokens are `light-dark()` themselves, and these outrank Mantine's own. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
