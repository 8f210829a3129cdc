import { expect, test } from '@playwright/test';
import { shareDoor } from './door.ts';
import { makeJob, runToEnd } from './make-things.ts';

let runId = '';
let jobId = '';
const door = shareDoor(async (client) => {
  for (const name of ['alpha', 'beta', 'gamma'])
    jobId = await makeJob(client, {
      name,
      content: 'print("line of it")\n',
      schedule: { kind: 'cron', expr: '0 4 * * *' },
    });
  runId = await runToEnd(client, jobId);
});

test('the palette finds everything by some of its name and leads there', async () => {
  const { page } = door;
  await door.go('/');
  await page.keyboard.press('ControlOrMeta+k');
  const search = page.getByRole('combobox', { name: 'Search or run…' });
  await expect(search).toBeFocused();
  await page.keyboard.type('bet');
  await expect(page.getByRole('option', { name: 'Open beta' }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(search).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+k');
  await expect(search).toBeFocused();
  await page.keyboard.type('>go to jobs');
  await expect(page.getByRole('option', { selected: true })).toContainText('Go to Jobs');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
});

test('what is typed while the palette is still loading lands in it, and does nothing to the page behind', async () => {
  test.skip(door.name === 'window', 'the files of the window are on its disk');
  const { page } = door;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/command-palette-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await door.go('/jobs');
  await page.reload();
  const row = page.getByRole('table', { name: 'Jobs' }).getByRole('row').filter({ hasText: 'alpha' });
  await expect(row).toBeVisible();
  await page.keyboard.press('j');
  await expect(row).toBeFocused();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('sp'); // s skips the next firing, p pauses
  letGo();
  await expect(page.getByRole('combobox', { name: 'Search or run…' })).toBeFocused();
  await page.keyboard.type('ok');
  await expect(page.getByRole('combobox', { name: 'Search or run…' })).toHaveValue('spok');
  await page.unroute('**/command-palette-*.js');
  await page.keyboard.press('Escape');
  await expect(row.getByText('Paused')).toHaveCount(0);
  const { items } = await door.ask((client) => client.jobs.list({ q: 'alpha' }));
  expect(items.map(({ state }) => state)).toEqual(['active']);
});

test('g and a letter go to a page, ? lists every key, Esc closes', async () => {
  const { page } = door;
  const places = {
    c: 'Calendar',
    r: 'Runs',
    j: 'Jobs',
    a: 'Agents',
    s: 'Scripts',
    e: 'Events',
    m: 'Monitoring',
    u: 'Audit',
    o: 'Overview',
  };
  for (const [letter, name] of Object.entries(places)) {
    await page.keyboard.press('g');
    await page.keyboard.press(letter);
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  }
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help.getByText('Search or run')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
});

test('a list is searched, walked through and opened without a mouse', async () => {
  const { page } = door;
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  const rows = page.getByRole('table', { name: 'Jobs' }).getByRole('row');
  await expect(rows).toHaveCount(4); // with the heading
  await page.keyboard.press('j');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await expect(rows.nth(2)).toBeFocused();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Filter jobs' })).toBeFocused();
  await page.keyboard.type('gam');
  await expect(rows).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(rows).toHaveCount(4);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await expect(rows.nth(3)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'gamma' })).toBeVisible();
});

test('Tab reaches every control of a screen, shows where it is, and is caught nowhere', async () => {
  test.slow();
  const { page } = door;
  const places = {
    '/': page.getByRole('heading', { name: 'Next due' }),
    '/calendar': page
      .getByText(/^\d\d:00$/)
      .filter({ visible: true })
      .first(),
    '/runs': page.getByRole('table', { name: 'Runs' }),
    [`/runs/${runId}`]: page.getByRole('log').getByText('line of it'),
    '/jobs': page.getByRole('table', { name: 'Jobs' }),
    '/jobs/new': page.getByRole('heading', { name: 'Next 10' }),
    [`/jobs/${jobId}`]: page.getByRole('heading', { level: 1, name: 'gamma' }),
    '/agents': page.getByRole('table', { name: 'Agents' }),
    '/scripts': page.getByRole('table', { name: 'Scripts' }),
    '/monitoring': page.getByRole('heading', { level: 1, name: 'Monitoring' }),
    '/audit': page.getByRole('table'),
    '/people': page.getByRole('heading', { level: 1, name: 'Users and tokens' }),
    '/settings': page.getByRole('heading', { name: 'Appearance' }),
  };
  for (const [place, sign] of Object.entries(places)) {
    await door.go(place);
    await expect(sign).toBeVisible();
    const missed = await walkByTab();
    expect(missed, place).toEqual([]);
  }
});

/** Presses Tab until it comes round; answers the controls it did not come to, and those it did not show. */
async function walkByTab(): Promise<string[]> {
  const { page } = door;
  const count = await page.evaluate(() => {
    const selector = 'a[href], button, input, select, textarea, [tabindex]';
    const isVisible = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
    const wanted = [...document.querySelectorAll<HTMLElement>(selector)].filter(
      // Rows of a list are walked through by j and k or the arrows, and what is in them is on their own page
      (element) => element.tabIndex >= 0 && !element.matches(':disabled') && isVisible(element),
    );
    Object.assign(window, { wanted: new Set(wanted) });
    (document.activeElement as HTMLElement | null)?.blur();
    window.getSelection()?.removeAllRanges();
    return wanted.length;
  });
  // Some have stops of their own inside, such as a day of the calendar
  for (let pressed = 0; pressed < 2 * count; pressed++) {
    await page.keyboard.press('Tab');
    const isDone = await page.evaluate(() => {
      const { wanted } = window as unknown as { wanted: Set<Element> };
      const focused = document.activeElement;
      // What was drawn anew meanwhile is another element
      for (const element of wanted) if (element === focused || !element.isConnected) wanted.delete(element);
      return wanted.size === 0;
    });
    if (isDone) return [];
  }
  return page.evaluate(() => {
    const { wanted } = window as unknown as { wanted: Set<Element> };
    return [...wanted].map((element) => element.outerHTML.slice(0, 160));
  });
}
