import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepRules, usedClasses } from './slim-mantine.ts';

describe('the rules of the stylesheet that stay', () => {
  const css = [
    ':root { --a: 1px; }',
    '.m_11111111 { color: red; }',
    '@media (hover: hover) { .m_22222222:hover { color: blue; } }',
    '@media (hover: hover) { .m_11111111:hover { color: blue; } }',
    '@keyframes spin { to { rotate: 1turn; } }',
  ];

  it('are those of no component and those of the used ones, in their order', () => {
    expect(keepRules(css.join(''), new Set(['m_11111111']))).toBe([css[0], css[1], css[3], css[4]].join(''));
  });

  it('are all, when all are used', () => {
    const whole = `${css.join('\n')}\n`;
    expect(keepRules(whole, new Set(['m_11111111', 'm_22222222']))).toBe(whole);
  });
});

it('knows the classes of a component we use and of what it is made of, not of one we do not use', () => {
  const used = usedClasses(resolve(import.meta.dirname, '../..'));
  const unstyledButton = 'm_87cf2631';
  const button = 'm_77c9d27d';
  const stepper = 'm_cbb4ea7e';
  expect([unstyledButton, button, stepper].map((name) => used.has(name))).toEqual([true, true, false]);
});
