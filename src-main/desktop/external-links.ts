import { type BrowserWindow, dialog, shell } from 'electron';
import type { Words } from './messages.ts';

const longestUrl = 2_000;

/** The address to hand to the browser; undefined when it may not leave the window (reliability row I5). */
export function checkExternalLink(text: string): { url: string; host: string } | undefined {
  if (text.length > longestUrl || !URL.canParse(text)) return undefined;
  // Parsers disagree about backslashes and control characters, so that one shows a host and another opens it
  if (/[\\\p{C}\s]/u.test(text)) return undefined;
  const { protocol, host, username, password, href } = new URL(text);
  if (protocol !== 'https:' || host === '' || username !== '' || password !== '') return undefined;
  return { url: href, host };
}

/** Opens an https address in the person's browser, after they saw where it leads and said yes. */
export async function openExternalLink(
  text: string,
  { window, words }: { window: BrowserWindow; words: Words },
): Promise<void> {
  const link = checkExternalLink(text);
  if (link === undefined) return;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: words.say('link.message'),
    detail: words.say('link.detail', link),
    buttons: [words.say('link.open'), words.say('link.cancel')],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  if (response === 0) await shell.openExternal(link.url);
}
