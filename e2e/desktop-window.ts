import type { Page } from '@playwright/test';
import type { LaunchedApp } from './launch-app.ts';

/** One call over a port of its own, as the page makes it: oRPC's messages are JSON. */
export function callOverPort(page: Page, operation: string, input: object = {}): Promise<unknown> {
  return page.evaluate(
    ([path, json]) =>
      new Promise((resolve, reject) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => {
          const { p } = JSON.parse(data);
          port1.close();
          if (p.s === undefined || p.s < 400) resolve(p.b.json);
          else reject(new Error(JSON.stringify(p.b)));
        };
        window.postMessage('automa:connect', '*', [port2]);
        port1.postMessage(JSON.stringify({ i: '1', p: { u: `/${path}`, b: { json } } }));
      }),
    [operation, input] as const,
  );
}

/** From now on questions are answered with this button, and what is asked and opened is written down. */
export function answerQuestions(app: LaunchedApp, response: number): Promise<void> {
  return app.evaluate(({ dialog, shell }, button) => {
    const notes = { questions: [] as string[], opened: [] as string[] };
    Object.assign(globalThis, { notes });
    dialog.showMessageBox = async (...args: unknown[]) => {
      const { message, detail } = args.at(-1) as { message: string; detail?: string };
      notes.questions.push(`${message} ${detail}`);
      return { response: button, checkboxChecked: false };
    };
    shell.openExternal = async (url) => void notes.opened.push(url);
  }, response);
}

/** What the application asked since then. */
export function questions(app: LaunchedApp): Promise<string[]> {
  return app.evaluate(() => (globalThis as unknown as { notes: { questions: string[] } }).notes.questions);
}

/** What it handed to the system since then. */
export function openedOutside(app: LaunchedApp): Promise<string[]> {
  return app.evaluate(() => (globalThis as unknown as { notes: { opened: string[] } }).notes.opened);
}
