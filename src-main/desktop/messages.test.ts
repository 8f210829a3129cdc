import { describe, expect, it } from 'vitest';
import english from '../../resources/messages/desktop/en.json' with { type: 'json' };
import slovak from '../../resources/messages/desktop/sk.json' with { type: 'json' };
import { type MessageKey, makeWords } from './messages.ts';

const keys = Object.keys(english) as MessageKey[]; // the names of an object whose keys are known
const values = {
  count: 3,
  live: 2,
  name: 'report',
  detail: 'now',
  time: '14:32',
  percent: 50,
  host: 'example.org',
  url: 'https://example.org/',
  from: '22:00',
  to: '07:00',
};

describe('the texts of the shell', () => {
  it('exist in every language', () => {
    expect(Object.keys(slovak)).toEqual(Object.keys(english));
  });

  it.each(keys)('%s can be said in every language', (key) => {
    for (const language of ['en', 'sk']) expect(makeWords([language]).say(key, values)).not.toMatch(/[{}]/);
  });

  it('follow the system, and are English where its language is missing', () => {
    expect(makeWords(['sk-SK', 'en']).say('tray.failing', { count: 3 })).toBe('3 zlyhávajú');
    expect(makeWords(['ja', 'sk']).say('menu.edit')).toBe('Upraviť');
    expect(makeWords(['ja']).say('menu.edit')).toBe('Edit');
    expect(makeWords([]).say('menu.edit')).toBe('Edit');
  });
});
