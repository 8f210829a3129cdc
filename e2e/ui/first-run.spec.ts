import { expect, test } from '@playwright/test';
import { countClicks } from './count-clicks.ts';
import { shareDoor } from './door.ts';
import { dropFile } from './drop-file.ts';

const door = shareDoor();

test('a file that is dropped on an empty machine is scheduled with at most three clicks, and runs', async () => {
  const { page } = door;
  await door.go('/');
  await expect(page.getByRole('heading', { name: 'Three steps to the first run.' })).toBeVisible();
  const steps = page.getByRole('region', { name: 'Three steps to the first run.' });
  const stopwatch = await countClicks(page);

  await dropFile(steps, {
    name: 'invoice_import.py',
    content: 'def main():\n    print("42 invoices")\n    return {"invoices": 42}\n',
  });
  await page.getByRole('button', { name: 'Schedule it' }).click();
  await expect(page.getByText('invoice-import is scheduled')).toBeVisible({ timeout: 30_000 });
  const { clicks, tookMs } = await stopwatch();
  test
    .info()
    .annotations.push({ type: 'from the file to the schedule', description: `${clicks} clicks, ${tookMs} ms` });
  expect(clicks).toBeLessThanOrEqual(3);

  await expect(page.getByRole('heading', { name: 'Next due' })).toBeVisible();
  await page.getByRole('link', { name: 'invoice-import' }).first().click();
  await page.getByRole('button', { name: 'Run now' }).click();
  await page
    .getByRole('radio', { name: 'Runs' })
    .or(page.getByRole('button', { name: 'Runs' }))
    .first()
    .click();
  await expect(page.getByRole('table', { name: 'Runs' }).getByText('Succeeded').first()).toBeVisible({
    timeout: 30_000,
  });
});
