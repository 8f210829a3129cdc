import { expect, it } from 'vitest';
import { sayReason } from './reason-words.ts';

it('says the codes of the ledger in words, and one it does not know as it is written', () => {
  expect(['queue-full', 'skip-next', 'app-off', 'secrets-locked'].map(sayReason)).toEqual([
    'as many as may already waited',
    'left out on request',
    'Automa was off',
    'secrets locked',
  ]);
});
