import { expect, test } from '@playwright/test';
import { shareDoor } from './door.ts';
import { makeJob, runToEnd } from './make-things.ts';

const markup = '<img src=x onerror="window.wasRun=1">';
const link = '[look](javascript:window.wasRun=1)';
/** Prints, returns, raises and leaves behind what would run if any of it became more than text. */
const content = String.raw`
import pathlib
print('<script>window.wasRun=1</script><svg onload="window.wasRun=1">')
print('\x1b[31mred\x1b[0m \x1b]8;;javascript:window.wasRun=1\x07a link\x1b]8;;\x07 \x1b]0;owned\x07after')
print('\x1b]52;c;b3duZWQ=\x07\x1b[2J\x1b[?1049h\u202egnp.exe')
out = pathlib.Path('/out')
(out / 'notes.md').write_text('# ${markup}\n${link}\n<iframe srcdoc="<script>parent.wasRun=1</script>"></iframe>')
(out / 'table.csv').write_text('name,what\n"${markup.replaceAll('"', '""')}",=cmd()\n')
(out / 'drawing.svg').write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="window.wasRun=1"/>')
(out / 'page.html').write_text('<script>window.wasRun=1</script>')
raise ValueError('${markup}')
`;

let ids = { script: '', agent: '', job: '', run: '' };
const door = shareDoor(async (client) => {
  const job = await makeJob(client, { name: markup, content, tags: [markup], folder: markup });
  const run = await runToEnd(client, job);
  const { agentId } = await client.jobs.get({ id: job });
  ids = { script: (await client.agents.get({ id: agentId })).scriptId, agent: agentId, job, run };
});

test.describe('I9 what names, logs, errors and files say is text', () => {
  test('wherever a name is shown, it is shown as it was written', async () => {
    const { page } = door;
    const places = ['/', '/calendar', '/runs', '/jobs', '/agents', '/scripts', '/audit'];
    places.push(`/scripts/${ids.script}`, `/agents/${ids.agent}`, `/jobs/${ids.job}`);
    for (const place of places) {
      await door.go(place);
      await expect(page.getByText(markup).first()).toBeVisible();
      await expectNothingRan();
    }
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Search or run…' }).fill('<img');
    await expect(page.getByRole('option').filter({ hasText: markup }).first()).toBeVisible();
    await page.keyboard.press('Escape');
    await door.go(`/jobs/${ids.job}/edit`);
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue(markup);
    await expectNothingRan();
  });

  test('a log shows markup as text and obeys no terminal command but colour', async () => {
    const { page } = door;
    await door.go(`/runs/${ids.run}`);
    const log = page.getByRole('log');
    await expect(log.getByText('<script>window.wasRun=1</script><svg onload="window.wasRun=1">')).toBeVisible();
    await expect(log.getByText('red', { exact: true })).toBeVisible();
    await expect(log.getByText('after')).toBeVisible();
    const text = (await log.textContent()) ?? '';
    expect(text).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
    expect(await page.title()).not.toContain('owned');
    await expect(page.getByRole('complementary').getByText(markup).first()).toBeVisible();
    await expectNothingRan();
  });

  test('a file a script left is looked at without running any of it, whatever it claims to be', async () => {
    const { page } = door;
    await door.go(`/runs/${ids.run}`);
    for (const [name, shown] of Object.entries({
      'notes.md': page.getByText(markup).first(),
      'table.csv': page.getByRole('cell', { name: markup }),
      'page.html': page.locator('iframe[title="page.html"]'),
      'drawing.svg': page.locator('img[alt="drawing.svg"], [title="drawing.svg"]').first(),
    })) {
      await page.getByRole('button', { name, exact: true }).click();
      await expect(shown).toBeVisible();
      await expectNothingRan();
    }
    door.faults.forget(); // the browser reports the script it kept the sealed page from running
  });
});

async function expectNothingRan(): Promise<void> {
  const { page } = door;
  expect(await page.evaluate(() => 'wasRun' in window)).toBe(false);
  await expect(page.locator('img[src="x"], a[href^="javascript:" i], iframe:not([sandbox=""])')).toHaveCount(0);
}
