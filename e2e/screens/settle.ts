import { expect, type Page } from '@playwright/test';

/** Goes to an address and waits until the screen stands: everything read, every font there, nothing moving. */
export async function goAndSettle(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = `#${to}`;
  }, path);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/\S/);
  await settle(page);
}

/** After a change of size or scheme. */
export async function settle(page: Page): Promise<void> {
  const loading = page.getByRole('status', { name: 'Loading' });
  await expect(loading).toHaveCount(0, { timeout: 20_000 });
  await page.evaluate(async () => {
    await document.fonts.ready;
    let last = '';
    // Three frames alike; clocks and countdowns change their text every second, not the layout
    for (let alike = 0; alike < 3; ) {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      await Promise.all(
        document
          .getAnimations()
          .map(({ effect, finished }) =>
            effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY ? undefined : finished.catch(() => {}),
          ),
      );
      const now = `${document.querySelectorAll('*').length} ${document.body.scrollHeight}`;
      alike = now === last ? alike + 1 : 0;
      last = now;
    }
  });
  await expect(loading).toHaveCount(0, { timeout: 20_000 });
}
