import { expect, test } from '@playwright/test';
import { countClicks } from './count-clicks.ts';
import { shareDoor } from './door.ts';
import { makeAgent, makeJob } from './make-things.ts';

const door = shareDoor(async (client) => {
  await makeAgent(
    client,
    'greeter',
    'def main(name: str = "world"):\n    print("hello", name)\n    return {"greeted": name}\n',
  );
});

test('a job is made in the form, says when it will run, runs at once, and its log is there line by line', async () => {
  const { page } = door;
  await door.go('/jobs/new');
  await page.getByRole('textbox', { name: 'Name' }).fill('greet the team');
  await page.getByRole('combobox', { name: 'Runs' }).click();
  await page.getByRole('option', { name: 'greeter' }).click();
  const rail = page.getByRole('complementary', { name: 'In words' });
  await expect(rail.getByText('greeter')).toBeVisible();
  await expect(rail.getByRole('heading', { name: 'Next 10' })).toBeVisible();
  await page.getByRole('button', { name: 'Expression' }).click();
  await page.getByRole('textbox', { name: 'Expression' }).fill('61 * * * *');
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByRole('textbox', { name: 'Expression' }).fill('30 6 * * MON-FRI');
  await expect(rail.getByRole('listitem').first()).toContainText('06:30');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'greet the team' })).toBeVisible();

  await page.getByRole('button', { name: 'Run now' }).click();
  const dialog = page.getByRole('dialog', { name: 'Run greet the team now' });
  await dialog.getByRole('textbox', { name: 'name' }).fill('Iva');
  await dialog.getByRole('button', { name: 'Run now' }).click();
  await expect(page.getByRole('log').getByText('hello Iva')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('banner').or(page.locator('header')).getByText('Succeeded').first()).toBeVisible();
  await expect(page.getByText('"greeted": "Iva"')).toBeVisible();
});

test('a form nobody has touched is not changed by what others do to its job', async () => {
  const { page } = door;
  const id = await door.ask((client) => makeJob(client, { name: 'left alone', content: 'print(1)\n' }));
  await door.go(`/jobs/${id}/edit`);
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('left alone');
  await door.ask((client) => client.jobs.pause({ id }));
  await page.waitForTimeout(1_500); // the news is there by now
  await expect(page.getByText('Not saved yet')).toHaveCount(0);
  await page.getByRole('navigation').first().getByRole('link', { name: 'Jobs' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
});

test('why a scheduled run failed is found from the overview with at most three clicks', async () => {
  const { page } = door;
  const at = new Date(Date.now() + 1_000).toISOString();
  const content = 'raise ValueError("the supplier sent no prices")\n';
  await door.ask((client) => makeJob(client, { name: 'price-list', content, schedule: { kind: 'once', expr: at } }));
  await door.go('/');
  await expect(page.getByRole('heading', { name: '1 run failed since yesterday.' })).toBeVisible({ timeout: 30_000 });
  const stopwatch = await countClicks(page);

  await page.getByRole('link', { name: '1 failed run of price-list' }).click();
  await page.getByRole('table', { name: 'Runs' }).getByRole('row').filter({ hasText: 'price-list' }).click();
  await expect(page.getByRole('complementary').getByText('the supplier sent no prices')).toBeVisible();
  await expect(page.getByRole('log').getByText('ValueError: the supplier sent no prices')).toBeVisible();
  const { clicks, tookMs } = await stopwatch();
  test
    .info()
    .annotations.push({ type: 'from the overview to the reason', description: `${clicks} clicks, ${tookMs} ms` });
  expect(clicks).toBeLessThanOrEqual(3);
});

test('a job that runs away is stopped from the overview with two clicks', async () => {
  const { page } = door;
  const content = 'import time\nwhile True:\n    print("again", flush=True)\n    time.sleep(0.1)\n';
  const jobId = await door.ask(async (client) => {
    const id = await makeJob(client, { name: 'runaway', content });
    await client.jobs.runNow({ id });
    return id;
  });
  await door.go('/');
  const line = page.getByRole('listitem').filter({ hasText: 'runaway' });
  await expect(line.getByText('Running')).toBeVisible({ timeout: 30_000 });
  const stopwatch = await countClicks(page);

  await line.getByRole('button', { name: 'Stop runaway' }).click();
  await page.getByRole('dialog', { name: 'Stop runaway?' }).getByRole('button', { name: 'Stop' }).click();
  await expect(line).toHaveCount(0, { timeout: 20_000 });
  expect((await stopwatch()).clicks).toBeLessThanOrEqual(2);
  const { items } = await door.ask((client) => client.jobs.executions({ id: jobId }));
  expect(items.map(({ status }) => status)).toEqual(['cancelled']);
});
