import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDeepLink, parseDeepLink } from './deep-links.ts';
import { plainViews } from './view.ts';

const id = '01930000-0000-7000-8000-000000000001';

describe('I14 deep links', () => {
  it('open views, and things by their id', () => {
    expect(parseDeepLink('automa://overview')).toBe('/');
    expect(parseDeepLink('automa://')).toBe('/');
    expect(parseDeepLink('automa://calendar/')).toBe('/calendar');
    expect(parseDeepLink('automa://jobs/new')).toBe('/jobs/new');
    expect(parseDeepLink(`automa://runs/${id}`)).toBe(`/runs/${id}`);
  });

  it.each([
    'automa://runs?start=1',
    'automa://runs#/settings',
    'automa://runs/../settings',
    'automa://runs/1',
    `automa://runs/${id}/cancel`,
    `automa://users/${id}`,
    `automa://user@runs/${id}`,
    'automa://runs:80',
    'automa:runs',
    'automa://RUNS',
    'automa://runs%2fx',
    'automa://javascript:alert(1)',
    'https://example.org/',
    'app://ui/#/runs',
    `automa://runs/${'a'.repeat(300)}`,
    'automa://runs\n',
    '',
  ])('do not hear %j', (link) => {
    expect(parseDeepLink(link)).toBeUndefined();
  });

  it('lead nowhere but to the places there are, whatever they say', () => {
    const places = new RegExp(`^(${plainViews.join('|')}|/(runs|jobs|scripts|agents)/[0-9a-f-]{36})$`);
    const link = fc.oneof(
      fc.string(),
      fc.string().map((text) => `automa://${text}`),
      fc.webUrl(),
    );
    fc.assert(
      fc.property(link, (text) => places.test(parseDeepLink(text) ?? '/')),
      { numRuns: 2_000 },
    );
  });

  it('are the only thing a second command line is heard for', () => {
    expect(findDeepLink(['automa', '--hidden', 'automa://jobs'])).toBe('/jobs');
    expect(findDeepLink(['automa', '--remote-debugging-port=1', '--inspect', 'file:///etc/passwd'])).toBeUndefined();
    expect(findDeepLink(['automa', 'automa://jobs', 'automa://runs'])).toBeUndefined();
  });
});
