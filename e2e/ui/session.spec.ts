import { expect, test } from '@playwright/test';
import { shareDoor } from './door.ts';
import { administrator } from './host-process.ts';
import { watchPage } from './watch-page.ts';

const door = shareDoor();
test.beforeEach(() => test.skip(door.name === 'window', 'the window belongs to the owner of the machine'));

/** What the browser sends along with calls of the page itself. */
const headersOf = (url: string) => ({ origin: new URL(url).origin, 'x-automa': '1' });

test('the screen that asks who is there complains about nothing', async ({ browser }) => {
  const stranger = await browser.newPage();
  const faults = watchPage(stranger);
  await stranger.goto(door.page.url());
  await expect(stranger.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(faults.all()).toEqual([]);
  await stranger.close();
});

test('a session that was ended elsewhere leads to the sign-in, and that back to where one was', async () => {
  const { page } = door;
  await door.go('/jobs');
  await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
  const { request } = page.context();
  const at = new URL(page.url()).origin;
  const { items } = await (await request.get(`${at}/api/v1/auth/sessions`)).json();
  const { id } = items.find(({ current }: { current: boolean }) => current);
  await request.delete(`${at}/api/v1/auth/sessions/${id}`, { headers: headersOf(at) });

  await page.getByRole('textbox', { name: 'E-mail' }).fill(administrator.email);
  await page.locator('input[type=password]').fill(administrator.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
  expect(new URL(page.url()).hash).toBe('#/jobs');
});

test('who may do less from now on stays where they are and is offered less', async ({ browser }) => {
  const person = { email: 'rita@example.org', password: 'granite-heron-violet' };
  const { id } = await door.ask((client) => client.users.create({ ...person, role: 'user' }));
  const at = new URL(door.page.url()).origin;
  const context = await browser.newContext();
  await context.request.post(`${at}/api/v1/auth/login`, {
    data: { ...person, cookie: true },
    headers: headersOf(at),
  });
  const page = await context.newPage();
  await page.goto(`${at}/#/jobs`);
  const offer = page.getByRole('link', { name: 'New job' });
  await expect(offer.first()).toBeVisible();
  await door.ask((client) => client.users.update({ id, role: 'viewer' }));
  await expect(offer).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
  await door.ask((client) => client.users.update({ id, isActive: false }));
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await context.close();
});
