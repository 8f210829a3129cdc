import type { Page } from '@playwright/test';

/** Counts what a person clicks from now on, wherever on the page, and takes the time. */
export async function countClicks(page: Page): Promise<() => Promise<{ clicks: number; tookMs: number }>> {
  const startedAt = performance.now();
  await page.evaluate(() => {
    const counted = { clicks: 0 };
    Object.assign(window, { counted });
    // A label's click is followed by one of its field; a key on a button makes one too
    document.addEventListener('pointerdown', () => (counted.clicks += 1), { capture: true });
  });
  return async () => ({
    clicks: await page.evaluate(() => (window as unknown as { counted: { clicks: number } }).counted.clicks),
    tookMs: Math.round(performance.now() - startedAt),
  });
}
