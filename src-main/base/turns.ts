/**
 * Lets those who ask go on one per turn of the event loop, in their order. Hundreds of calls that arrive together
 * would otherwise be carried out in one go, each with its write to the disk, and nothing else would be answered
 * meanwhile (reliability row B15).
 */
export function makeTurns(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  const next = () => {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(next);
    });
}
