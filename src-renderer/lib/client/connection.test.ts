import { expect, it } from 'vitest';
import { makeConnection } from './connection.ts';

it('lets those who wait go on when it is online again', async () => {
  const connection = makeConnection('offline');
  const waiting = connection.online(new AbortController().signal);
  connection.set('online');
  await expect(waiting).resolves.toBeUndefined();
});

it('gives up waiting when it was told to', async () => {
  const patience = new AbortController();
  const waiting = makeConnection('offline').online(patience.signal);
  patience.abort(new Error('too long'));
  await expect(waiting).rejects.toThrow('too long');
});
