import { expect, it } from 'vitest';
import { nameEvent } from './event-words.ts';

it('names an event by its file or by its type', () => {
  const named = [
    { type: 'file.created', subject: '/srv/in/prices.csv' },
    { type: 'file.changed', subject: 'C:\\in\\prices.csv' },
    { type: 'file.created', subject: null },
    { type: 'order.created', subject: 'order/17' },
  ].map(nameEvent);
  expect(named).toEqual(['file prices.csv', 'file prices.csv', 'event file.created', 'event order.created']);
});
