import { describe, expect, it } from 'vitest';
import { hasScript, sealDocument } from './seal-document.ts';

describe('I9 hostile HTML', () => {
  it('the policy comes before the first byte of the document', () => {
    const sealed = sealDocument('<!doctype html><head><meta http-equiv="Content-Security-Policy" content=""></head>');
    expect(sealed).toMatch(/^<meta http-equiv="Content-Security-Policy" content="default-src 'none';[^"]*"><!doctype/);
    expect(sealed).not.toContain("'self'");
  });

  it('says when a document brings scripts, for they are not run', () => {
    expect(hasScript('<SCRIPT src=x></SCRIPT>')).toBe(true);
    expect(hasScript('<p>description</p>')).toBe(false);
  });
});
