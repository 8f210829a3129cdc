import { describe, expect, it } from 'vitest';
import { checkExternalLink } from './external-links.ts';

describe('I5 addresses that leave the window', () => {
  it('are https, and shown with the host they lead to', () => {
    expect(checkExternalLink('https://docs.example.org/a?b#c')).toEqual({
      url: 'https://docs.example.org/a?b#c',
      host: 'docs.example.org',
    });
    expect(checkExternalLink('https://example.org:8443')).toEqual({
      url: 'https://example.org:8443/',
      host: 'example.org:8443',
    });
    // a name that only looks like another is shown as what it is
    expect(checkExternalLink('https://еxample.org/')?.host).toMatch(/^xn--/);
  });

  it.each([
    'http://example.org/',
    'file:///etc/passwd',
    'smb://host/share',
    'javascript:alert(1)',
    'data:text/html,<script>',
    'ms-settings:',
    'mailto:someone@example.org',
    'https:evil\\@example.org',
    'https://evil.example\\@example.org/',
    'https://user@example.org/',
    'https://user:word@example.org/',
    'https://example.org/\u202egro.elpmaxe',
    'https://example.org/a b',
    ' https://example.org/',
    `https://example.org/${'a'.repeat(3_000)}`,
    '//example.org/',
    '',
  ])('%j does not leave', (url) => {
    expect(checkExternalLink(url)).toBeUndefined();
  });
});
