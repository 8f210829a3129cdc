import { expect, it } from 'vitest';
import { isZoneFound } from './zone-names.ts';

it.each([
  ['Europe/Chisinau', 'chiș'],
  ['Europe/Chisinau', 'Chişinău'],
  ['Europe/Chisinau', 'kishinev'],
  ['Europe/Chisinau', 'Moldova'],
  ['America/New_York', 'new york'],
  ['America/New_York', 'york'],
  ['America/New_York', 'america/new'],
  ['Asia/Calcutta', 'kolkata'],
  ['Europe/Kiev', 'Kyiv'],
  ['America/Sao_Paulo', 'são paulo'],
  ['Europe/Bratislava', ''],
])('finds %s by %j', (zone, search) => {
  expect(isZoneFound(zone, search)).toBe(true);
});

it.each([
  ['Europe/Bratislava', 'chiș'],
  ['Europe/Bratislava', 'atisl'],
  ['Europe/Bratislava', 'europe vienna'],
])('does not find %s by %j', (zone, search) => {
  expect(isZoneFound(zone, search)).toBe(false);
});
