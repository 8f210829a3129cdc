import { expect, test } from '@playwright/test';
import { shareDoor } from './door.ts';
import { makeJob } from './make-things.ts';

const content = 'print("done")\n';
const door = shareDoor(async (client) => {
  await makeJob(client, { name: 'nightly', content, schedule: { kind: 'cron', expr: '30 2 * * *' } });
  await makeJob(client, { name: 'often', content, schedule: { kind: 'interval', expr: 'PT10M' } });
});

test('a firing is looked at beside its mark and put aside again by keyboard', async () => {
  const { page } = door;
  await door.go('/calendar?view=week&date=2030-06-05');
  await expect(page.getByText(/Jun/).first()).toContainText('2030');
  const mark = page.getByRole('button', { name: /^nightly/ }).nth(2);
  await mark.focus();
  await page.keyboard.press('Enter');
  const card = page.getByRole('dialog', { name: 'Firing of nightly' });
  await expect(card).toContainText(/5 Jun|Jun 5/);
  await expect(card.getByRole('button', { name: 'Run now' })).toBeVisible();
  await card.getByRole('button', { name: 'Snooze' }).click();
  await expect(page.getByRole('menuitem', { name: 'For an hour' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  await expect(mark).toBeFocused();
});

test('jobs that fire often are folded, and a day of the month opens', async () => {
  const { page } = door;
  await door.go('/calendar?view=month&date=2030-06-05');
  const day = page.getByRole('region', { name: /5 Jun|Jun 5\b/ }).first();
  await expect(day.getByRole('button', { name: /nightly/ })).toBeVisible();
  await expect(day.getByRole('button', { name: /often/ })).toHaveAccessibleName(/1 job that fires often/);
  await day.getByRole('button', { name: /1 job that fires often/ }).click();
  await expect(page.getByRole('dialog')).toContainText('144 ×');
  await page.keyboard.press('Escape');
  await day.click({ position: { x: 100, y: 100 } });
  await expect(page).toHaveURL(/view=day&date=2030-06-05/);
  await page.getByRole('checkbox', { name: /Fold jobs/ }).click();
  await expect(page.getByRole('button', { name: /^often\s*× 6/ }).first()).toBeVisible();
});
