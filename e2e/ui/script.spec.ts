import { expect, test } from '@playwright/test';
import { shareDoor } from './door.ts';
import { dropFile } from './drop-file.ts';

const door = shareDoor();

test('a script is written, its mistake is shown where it is, and each published version can be compared', async () => {
  test.slow(); // the editor is a large part of its own, loaded here for the first time
  const { page } = door;
  await door.go('/scripts');
  await page.getByRole('button', { name: 'New script' }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('totals');
  await page.getByRole('button', { name: 'Create' }).click();

  const source = page.getByRole('textbox', { name: 'Source of main.py' });
  const write = async (text: string) => {
    await source.focus({ timeout: 45_000 }); // the editor is loaded with its first file
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(text);
  };
  await write('def main(:\n    pass\n');
  const problems = page.getByRole('listitem').filter({ hasText: 'main.py 1:' });
  await expect(problems.first()).toBeVisible();
  await expect(page.locator('.view-line').first()).toContainText('invalid syntax');
  await page.getByRole('button', { name: 'Publish v1…' }).click();
  const publish = page.getByRole('dialog', { name: 'Publish v1' });
  await expect(publish.getByRole('alert')).toContainText('1 error has to be put right first');
  await expect(publish.getByRole('button', { name: 'Publish' })).toBeDisabled();
  await page.keyboard.press('Escape');

  await write('def main():\n    return 1\n');
  await expect(page.getByText('No problems found.').first()).toBeVisible();
  await page.getByRole('button', { name: 'Publish v1…' }).click();
  await publish.getByRole('textbox', { name: 'What changed' }).fill('the first total');
  await publish.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText('v1 published')).toBeVisible();

  await write('def main():\n    return 2\n');
  await page.getByRole('button', { name: 'Publish v2…' }).click();
  await page.getByRole('dialog', { name: 'Publish v2' }).getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText('totals runs v2 now')).toBeVisible();

  const first = page.getByRole('listitem').filter({ hasText: 'the first total' });
  await first.getByRole('button', { name: 'Diff' }).click();
  const comparison = page.getByRole('region', { name: 'Compare' });
  await expect(comparison.locator('.editor.original')).toContainText('return 1');
  await expect(comparison.locator('.editor.modified')).toContainText('return 2');
  await comparison.getByRole('button', { name: 'Back to the editor' }).click();
  await first.getByRole('button', { name: 'Roll back' }).click();
  await expect(page.getByText('totals runs v1 now')).toBeVisible();
});

test('a draft is tried out and its log stands under it', async () => {
  const { page } = door;
  await door.go('/scripts');
  await dropFile(page.getByRole('heading', { level: 1, name: 'Scripts' }), {
    name: 'heights.py',
    content: 'def main():\n    print("1.86 m")\n    return {"tall": True}\n',
  });
  await page.getByText('the defaults').click();
  await page.getByRole('checkbox', { name: 'Also without a container' }).check();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  const under = page.getByRole('region', { name: 'Under the editor' });
  await expect(under.getByRole('log').getByText('1.86 m')).toBeVisible({ timeout: 30_000 });
  await under.getByRole('tab', { name: 'Result' }).click();
  await expect(under.getByText('"tall": true')).toBeVisible();
});
