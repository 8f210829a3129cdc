/** Browsers that do not tell when they are idle are by then. */
const longEnoughMs = 2_000;

/** Does what can wait once the page has nothing else to do; answers how to call it off. */
export function whenIdle(work: () => void): () => void {
  // Not in Safari (caniuse.com/requestidlecallback): without it the other branch can go.
  if (typeof window.requestIdleCallback === 'function') {
    const id = window.requestIdleCallback(work, { timeout: 2 * longEnoughMs });
    return () => window.cancelIdleCallback(id);
  }
  const timer = setTimeout(work, longEnoughMs);
  return () => clearTimeout(timer);
}
