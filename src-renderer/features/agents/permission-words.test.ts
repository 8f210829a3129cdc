import { describe, expect, it } from 'vitest';
import { defaultProfile } from '#contract/profile.ts';
import { coreWords, describePermissions, memoryWords, spanWords } from './permission-words.ts';

describe('a profile in words', () => {
  it('says sizes, shares and spans as one speaks of them', () => {
    expect([memoryWords(256), memoryWords(2_048), memoryWords(1_500)]).toEqual([
      '256\u202fMB',
      '2\u202fGB',
      '1,500\u202fMB',
    ]);
    expect([coreWords(0.5), coreWords(0.25), coreWords(1), coreWords(2)]).toEqual([
      'half a core',
      '0.25 of a core',
      '1 core',
      '2 cores',
    ]);
    expect([spanWords(300), spanWords(90), spanWords(7_200)]).toEqual(['5 min', '90 s', '2 h']);
  });

  it('marks what is wider than what everybody gets', () => {
    const wide = (profile: Partial<typeof defaultProfile>) =>
      describePermissions({ ...defaultProfile, ...profile }, 'TEST').flatMap(({ kind, isWide }) =>
        isWide ? [kind] : [],
      );
    expect(wide({})).toEqual([]);
    expect(wide({ network: 'full', limits: 'best-effort' })).toEqual(['network', 'isolation']);
  });
});
