import { expect, test } from '@playwright/test';
import { shareDoor } from './door.ts';
import { makeJob } from './make-things.ts';

const door = shareDoor(async (client) => {
  await makeJob(client, { name: 'watched', content: 'print("seen")\n', schedule: { kind: 'cron', expr: '0 4 * * *' } });
});

test('what somebody else does is on the screen at once, without anybody pressing anything', async () => {
  const { page } = door;
  await door.go('/jobs');
  const rows = page.getByRole('table', { name: 'Jobs' }).getByRole('row');
  await expect(rows.filter({ hasText: 'watched' })).toBeVisible();
  const id = await door.ask((client) => makeJob(client, { name: 'made elsewhere', content: 'print(1)\n' }));
  await expect(rows.filter({ hasText: 'made elsewhere' })).toBeVisible({ timeout: 2_000 });
  await door.ask((client) => client.jobs.pause({ id }));
  await expect(rows.filter({ hasText: 'made elsewhere' }).getByText('Paused')).toBeVisible({ timeout: 2_000 });
  await door.ask((client) => client.jobs.remove({ id }));
  await expect(rows.filter({ hasText: 'made elsewhere' })).toHaveCount(0, { timeout: 2_000 });
});

test('a second tab sees at once what the first one does', async () => {
  test.skip(door.name === 'window', 'the window has no tabs');
  const { page } = door;
  await door.go('/jobs');
  const tab = await door.openTab();
  const state = tab.getByRole('table', { name: 'Jobs' }).getByRole('row').filter({ hasText: 'watched' });
  await expect(state).toBeVisible();
  await page.getByRole('link', { name: 'watched' }).first().click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(state.getByText('Paused')).toBeVisible({ timeout: 2_000 });
  await page.getByRole('button', { name: 'Resume' }).first().click(); // the second stands beside why nothing runs
  await expect(state.getByText('Paused')).toHaveCount(0, { timeout: 2_000 });
  await tab.close();
});

test('a host that goes away is said to be away, and when it is back the screen heals without a reload', async () => {
  test.skip(door.name === 'window', 'the window and its host are one process');
  const { page } = door;
  await door.go('/jobs');
  await expect(page.getByRole('link', { name: 'watched' })).toBeVisible();
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await door.stopHost();
  const notice = page.getByRole('status').filter({ hasText: 'No connection' });
  await expect(notice).toBeVisible();
  await expect(page.getByRole('link', { name: 'watched' })).toBeVisible();
  await door.startHost();
  await door.ask((client) => makeJob(client, { name: 'made while it was away', content: 'print(1)\n' }));
  await expect(notice).toHaveCount(0, { timeout: 20_000 });
  await expect(page.getByRole('link', { name: 'made while it was away' })).toBeVisible();
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  door.faults.forget(); // the browser itself reports each refused connection
});

test('a page that is opened for the first time during an outage comes when it is over, with its styles', async () => {
  test.skip(door.name === 'window', 'the pages of the window are on its disk');
  const { page } = door;
  await door.go('/jobs');
  await page.reload();
  await expect(page.getByRole('link', { name: 'watched' })).toBeVisible();
  await door.stopHost();
  await expect(page.getByRole('status').filter({ hasText: 'No connection since' })).toBeVisible();
  await page.getByRole('link', { name: 'Monitoring' }).click();
  await expect(page.getByText('This page was not opened before')).toBeVisible();
  await door.startHost();
  await expect(page.getByRole('heading', { level: 1, name: 'Monitoring' })).toBeVisible({ timeout: 20_000 });
  const columns = await page
    .locator('main dl')
    .first()
    .evaluate((list) => getComputedStyle(list).display);
  expect(columns).toBe('grid');
  door.faults.forget(); // the browser itself reports each refused connection
});

test('a host that stands still is said to be away although its connections are open, and heals', async () => {
  test.skip(door.name === 'window', 'the window and its host are one process');
  test.skip(process.platform === 'win32', 'a process cannot be stood still there');
  const { page } = door;
  await door.go('/monitoring');
  await expect(page.getByRole('heading', { name: 'Scheduler' })).toBeVisible();
  door.freezeHost();
  const notice = page.getByRole('status').filter({ hasText: 'No connection since' });
  await expect(notice).toBeVisible({ timeout: 25_000 });
  const clock = page.locator('footer > span').last();
  const stoodAt = await clock.textContent();
  await page.waitForTimeout(2_500); // a clock that goes on would show it by now
  expect(await clock.textContent()).toBe(stoodAt);
  door.thawHost();
  await expect(notice).toHaveCount(0, { timeout: 20_000 });
  await expect(clock).not.toHaveText(stoodAt ?? '');
  door.faults.forget();
});

test('a visitor is asked who they are and led to the place they wanted', async ({ browser }) => {
  test.skip(door.name === 'window', 'the window belongs to the owner of the machine');
  await door.go('/jobs');
  const stranger = await browser.newPage();
  await stranger.goto(door.page.url());
  await stranger.getByRole('textbox', { name: 'E-mail' }).fill('ana@example.org');
  await stranger.getByLabel(/^Password/).fill('not the right one');
  await stranger.getByRole('button', { name: 'Sign in' }).click();
  await expect(stranger.getByRole('alert')).toBeVisible();
  await stranger.getByLabel(/^Password/).fill('plinth-otter-cadmium');
  await stranger.getByRole('button', { name: 'Sign in' }).click();
  await expect(stranger.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
  await stranger.close();
});
