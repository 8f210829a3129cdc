import type { ConsoleMessage, Page } from '@playwright/test';

/** What a page complained about: errors on its console, exceptions nobody caught, and what its policy blocked. */
export interface PageFaults {
  all(): readonly string[];
  /** From here on; for what a test brings about by intention. */
  forget(): void;
  stop(): void;
}

/** Listens from now on. The content security policy reports what it blocks as an error on the console. */
export function watchPage(page: Page): PageFaults {
  let faults: string[] = [];
  const hear = (message: ConsoleMessage) => {
    if (message.type() === 'error') faults.push(`${message.text()} (${message.location().url})`);
  };
  const take = (error: Error) => faults.push(error.stack ?? error.message);
  page.on('console', hear);
  page.on('pageerror', take);
  return {
    all: () => faults,
    forget: () => {
      faults = [];
    },
    stop: () => {
      page.off('console', hear);
      page.off('pageerror', take);
    },
  };
}
