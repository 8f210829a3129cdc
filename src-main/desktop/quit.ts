import { app, type BrowserWindow, dialog, type MessageBoxOptions } from 'electron';
import type { Executor } from '#contract/profile.ts';
import type { Caller } from '../access/caller.ts';
import type { Core } from '../api/call-context.ts';
import { coerceError } from '../base/errors.ts';
import { askToKeepInTray, planClose } from './close-window.ts';
import type { Words } from './messages.ts';

/** More live runs than this are not counted one by one. */
const countedRuns = 500;

/**
 * Sees to it that nothing ends by accident: closing the window hides it, quitting asks while runs are live, and the
 * process exits after the core was stopped.
 */
export function keepOpen(options: {
  core: Core;
  caller: () => Caller;
  window: BrowserWindow;
  hasTray: boolean;
  /** What closing the window does, asked the first time and kept. */
  keepInTray: { get(): boolean | null; set(keepInTray: boolean): void };
  words: Words;
  stop: (how: { stopRuns: boolean }) => Promise<void>;
}): { /** Without asking: the system ends, or a signal came. Containers go on. */ quitNow(): void } {
  const { core, window, keepInTray, words } = options;
  let answer: QuitAnswer | undefined;
  let isAsking = false;
  let isStopping = false;

  window.on('close', (event) => {
    if (answer !== undefined) return;
    event.preventDefault();
    once(closeWindow);
  });
  app.on('before-quit', (event) => {
    if (answer !== undefined) return;
    event.preventDefault();
    once(askFirst);
  });
  // The window is gone only while quitting; before that, nothing to do is no reason to end
  app.on('window-all-closed', () => {});
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isStopping) return;
    isStopping = true;
    void exitAfterStop(answer === 'stop');
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, quitNow);

  async function closeWindow(): Promise<void> {
    const plan = planClose({ hasTray: options.hasTray, keepInTray: keepInTray.get() });
    const chosen = plan === 'ask' ? await askToKeepInTray(window, words) : plan;
    if (plan === 'ask') keepInTray.set(chosen === 'hide');
    if (chosen === 'hide') window.hide();
    else await askFirst();
  }

  async function askFirst(): Promise<void> {
    const given = await askToQuit(listLive(core, options.caller()), { window, words });
    if (given === 'cancel') return;
    answer = given;
    app.quit();
  }

  function quitNow(): void {
    answer ??= 'leave';
    app.quit();
  }

  /** A second click while a question is open asks nothing more. */
  function once(ask: () => Promise<void>): void {
    if (isAsking) return;
    isAsking = true;
    ask()
      .catch((error: unknown) => core.logger.error({ error }, 'the question before closing failed'))
      .finally(() => {
        isAsking = false;
      });
  }

  async function exitAfterStop(stopRuns: boolean): Promise<void> {
    try {
      await options.stop({ stopRuns });
      app.exit(0);
    } catch (thrown) {
      process.stderr.write(`automa: stopping failed: ${coerceError(thrown).message}\n`);
      app.exit(1);
    }
  }

  return { quitNow };
}

function listLive(core: Core, caller: Caller): (Executor | null)[] {
  return (['starting', 'running'] as const).flatMap((status) =>
    core.runs.list(caller, { limit: countedRuns, status }).items.map(({ executor }) => executor),
  );
}

type QuitAnswer = 'leave' | 'stop' | 'cancel';

/** The question before quitting as data: the texts of its buttons and what each of them means. */
export interface QuitQuestion {
  message: string;
  detail: string;
  buttons: { text: string; answer: QuitAnswer }[];
}

/**
 * What to ask before quitting; undefined when nothing is live. Containers outlive us and are taken up again; every
 * other sandbox is a child of this process and ends with it.
 */
export function planQuit(live: readonly (Executor | null)[], { say }: Words): QuitQuestion | undefined {
  if (live.length === 0) return undefined;
  const containers = live.filter((executor) => executor === 'docker' || executor === 'podman').length;
  const others = live.length - containers;
  const detail = [
    ...(containers > 0 ? [say('quit.containers', { count: containers })] : []),
    ...(others > 0 ? [say('quit.others', { count: others })] : []),
  ];
  return {
    message: say('quit.message', { count: live.length }),
    detail: detail.join('\n'),
    buttons: [
      ...(containers > 0 ? [{ text: say('quit.leave'), answer: 'leave' as const }] : []),
      { text: say('quit.stop'), answer: 'stop' },
      { text: say('quit.cancel'), answer: 'cancel' },
    ],
  };
}

/** Asks, if there is something to ask. Closing the question cancels. */
async function askToQuit(
  live: readonly (Executor | null)[],
  { window, words }: { window: BrowserWindow | undefined; words: Words },
): Promise<QuitAnswer> {
  const question = planQuit(live, words);
  if (question === undefined) return 'leave';
  const cancelId = question.buttons.findIndex(({ answer }) => answer === 'cancel');
  const options: MessageBoxOptions = {
    type: 'warning',
    message: question.message,
    detail: question.detail,
    buttons: question.buttons.map(({ text }) => text),
    defaultId: 0,
    cancelId,
    noLink: true,
  };
  const { response } = await (window?.isVisible()
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return question.buttons[response]?.answer ?? 'cancel';
}
