const listeners = new Set<() => void>();

/** Says that the credential of this page is worth nothing any more. */
export function notifySignedOut(): void {
  for (const listener of [...listeners]) listener();
}

/** Calls `listener` whenever the credential ended; answers how to stop. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
