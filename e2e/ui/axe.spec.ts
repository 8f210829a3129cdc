import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { listScreens } from '../screens/list-screens.ts';
import { makeTenThings, type Things } from '../screens/make-ten-things.ts';
import { goAndSettle, settle } from '../screens/settle.ts';
import { shareDoor } from './door.ts';

let things: Things | undefined;
const door = shareDoor(async (client) => {
  things = await makeTenThings(client);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no screen has a serious finding of axe in ${colorScheme}`, async () => {
    test.setTimeout(300_000); // the browser looks at every element of twenty screens
    const { page } = door;
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const { name, path } of listScreens(things)) {
      await goAndSettle(page, path);
      expect.soft(await findSerious(), name).toEqual([]);
    }
  });
}

test('neither has any of what is laid over them: the palette, the keys, a menu, a question', async () => {
  const { page } = door;
  await goAndSettle(page, '/jobs');
  const check = async (what: string) => {
    await settle(page);
    expect.soft(await findSerious(), what).toEqual([]);
    await page.keyboard.press('Escape');
  };
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('combobox', { name: 'Search or run…' })).toBeFocused();
  await page.keyboard.type('sal');
  await expect(page.getByRole('option', { name: 'Open sales-report' }).first()).toBeVisible();
  await check('palette');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await check('keys');
  await goAndSettle(page, `/jobs/${things?.job}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await expect(page.getByRole('menuitem', { name: 'Delete the job…' })).toBeVisible();
  await check('menu');
  await page.getByRole('button', { name: 'Run now' }).click();
  await expect(page.getByRole('dialog', { name: 'Run sales-report now' })).toBeVisible();
  await check('question');
});

/** What axe calls serious or critical: the rule, and where. */
async function findSerious(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: door.page }).setLegacyMode(true).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
}
