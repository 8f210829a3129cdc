import { expect, test } from '@playwright/test';
import { shareDoor } from './door.ts';

const door = shareDoor();

test('the language is chosen in the settings, and every page speaks it from then on', async () => {
  const { page } = door;
  await door.go('/settings');
  await page.getByRole('combobox', { name: 'Language' }).or(page.getByLabel('Language')).first().click();
  await page.getByRole('option', { name: /slovenčina/i }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Nastavenia' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'sk');
  for (const [path, title] of [
    ['/jobs', 'Úlohy'],
    ['/scripts', 'Skripty'],
    ['/calendar', 'Kalendár'],
    ['/monitoring', 'Monitorovanie'],
  ] as const) {
    await door.go(path);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }
  // Nobody presses the language away by leaving.
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Monitorovanie' })).toBeVisible();

  await door.go('/settings');
  await page.getByLabel('Jazyk').first().click();
  await page.getByRole('option', { name: /english/i }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
});
