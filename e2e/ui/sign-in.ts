import type { BrowserContext } from '@playwright/test';
import { administrator } from './host-process.ts';

/** As the screen for it does; the cookie is the browser's from then on. */
export async function signIn(context: BrowserContext, url: string): Promise<void> {
  const data = { ...administrator, cookie: true };
  const answer = await context.request.post(`${url}/api/v1/auth/login`, { data, headers: { origin: url } });
  if (!answer.ok()) throw new Error(`signing in was answered ${answer.status()}: ${await answer.text()}`);
}
