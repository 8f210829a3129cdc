import { expect, test } from '@playwright/test';
import { countClicks } from './count-clicks.ts';
import { shareDoor } from './door.ts';

const door = shareDoor(async (client) => {
  const content = 'def main():\n    print("12 shelves counted")\n    return {"shelves": 12}\n';
  const { id } = await client.scripts.create({ name: 'count-shelves', content });
  await client.scripts.publish({ id });
});

test('a script of one’s own gets an agent, a job and its first run by clicks alone', async () => {
  const { page } = door;
  await door.go('/scripts');
  await page.getByRole('table', { name: 'Scripts' }).getByText('count-shelves').click();
  const stopwatch = await countClicks(page);
  await page.getByRole('button', { name: 'Schedule it' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'New agent' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('count-shelves');
  await expect(page.getByRole('region', { name: 'What count-shelves may do' })).toContainText('no network');
  // What the machine of the tests has may hold no limits
  const waive = page.getByRole('button', { name: 'Run it as far as they can be held' });
  if (await waive.isVisible()) await waive.click();
  await page.getByRole('button', { name: 'Save and schedule' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'New job' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('count-shelves');
  await page.getByRole('button', { name: 'Save and run now' }).click();
  const { clicks, tookMs } = await stopwatch();
  test.info().annotations.push({ type: 'from a script to its run', description: `${clicks} clicks, ${tookMs} ms` });
  expect(clicks).toBeLessThanOrEqual(4);
  await expect(page.getByRole('heading', { level: 1, name: 'count-shelves' })).toBeVisible();
  const runs = await door.ask(async (client) => {
    const { items } = await client.jobs.list({ q: 'count-shelves' });
    const { id } = items[0] ?? { id: '' };
    for (;;) {
      const { items: executions } = await client.jobs.executions({ id });
      if (executions.some(({ finishedAt }) => finishedAt !== null)) return executions;
    }
  });
  expect(runs.map(({ status }) => status)).toEqual(['succeeded']);
});

test('an agent is made from the list of agents, pinned to a version, and changed afterwards', async () => {
  const { page } = door;
  await door.go('/agents');
  await page.getByRole('link', { name: 'New agent' }).click();
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await page.getByRole('combobox', { name: 'Script' }).click();
  await page.getByRole('option', { name: 'count-shelves' }).click();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('count-shelves');
  await page.getByRole('textbox', { name: 'Name' }).fill('shelf keeper');
  await page.getByRole('combobox', { name: 'Version' }).click();
  await page.getByRole('option', { name: 'always v1' }).click();
  await page.getByRole('textbox', { name: 'As a JSON object' }).fill('{"aisle": 4}');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'shelf keeper' })).toBeVisible();
  await expect(page.getByText('"aisle": 4')).toBeVisible();

  await page.getByRole('button', { name: 'More', exact: true }).last().click();
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  await page.getByRole('combobox', { name: 'Version' }).click();
  await page.getByRole('option', { name: /the active one/ }).click();
  await page
    .getByRole('spinbutton', { name: 'Memory, MB' })
    .or(page.getByRole('textbox', { name: 'Memory, MB' }))
    .fill('512');
  await expect(page.getByRole('region', { name: 'What shelf keeper may do' })).toContainText('512 MB');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'shelf keeper' })).toBeVisible();
  const changed = await door.ask(async (client) => (await client.agents.list({ q: 'shelf keeper' })).items[0]);
  expect(changed).toMatchObject({ version: null, profile: { memoryMb: 512 }, config: { aisle: 4 } });
});

test('who wants a job before there is an agent is led to make one, and back', async () => {
  const { page } = door;
  await door.ask(async (client) => {
    for (const { id } of (await client.jobs.list({})).items) await client.jobs.remove({ id });
    for (const { id } of (await client.agents.list({})).items) await client.agents.remove({ id });
  });
  await door.go('/jobs/new');
  await page.getByRole('link', { name: 'Make an agent first' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'New agent' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Script' }).click();
  await page.getByRole('option', { name: 'count-shelves' }).click();
  await page.getByRole('button', { name: 'Save and schedule' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'New job' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Runs' })).toHaveValue('count-shelves');
});
