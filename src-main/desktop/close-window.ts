import { type BrowserWindow, dialog } from 'electron';
import type { Words } from './messages.ts';

export type CloseAnswer = 'hide' | 'quit';

/** What closing the window means; without a tray nobody would find the way back, so it quits. */
export function planClose({
  hasTray,
  keepInTray,
}: {
  hasTray: boolean;
  keepInTray: boolean | null;
}): CloseAnswer | 'ask' {
  if (!hasTray) return 'quit';
  if (keepInTray === null) return 'ask';
  return keepInTray ? 'hide' : 'quit';
}

/** Asks the first time; the answer is kept by the caller. */
export async function askToKeepInTray(window: BrowserWindow, words: Words): Promise<CloseAnswer> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: words.say('close.message'),
    detail: words.say('close.detail'),
    buttons: [words.say('close.keep'), words.say('close.quit')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1 ? 'quit' : 'hide';
}
