/** Downloads by their address, which wait to hear what the application says of them. */
const waiting = new Map<string, () => void>();
/** Chromium may begin none of it, as where the page is gone. */
const longestWaitMs = 2_000;

/**
 * Electron asks the application before it takes in a download; Chromium tells only that it has begun. So the last byte
 * is held until the application was asked, and what it prevents is cancelled.
 */
export function untilDecided(url: string): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(go, longestWaitMs);
    function go() {
      clearTimeout(timer);
      waiting.delete(url);
      resolve();
    }
    waiting.set(url, go);
  });
}

/** Lets go on what was held. */
export function decideDownload(url: string): void {
  waiting.get(url)?.();
}
