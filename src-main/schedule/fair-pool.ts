/** Something to be worked on, and who waits for it. */
export interface PoolItem {
  id: string;
  ownerId: string;
}

/** Works on a few things at once; the next one begins as soon as one ends, of the owner with the fewest at work. */
export interface FairPool {
  /** These wait now, in this order, and no longer what waited before. What is at work already is not begun again. */
  offer(items: readonly PoolItem[]): void;
}

export function makeFairPool(options: {
  mostAtOnce: number;
  /** Must not fail: whoever knows what to do about it is in there. */
  work: (id: string) => Promise<void>;
}): FairPool {
  const { mostAtOnce, work } = options;
  const atWork = new Map<string, string>(); // whose each is
  let waiting: PoolItem[] = [];

  /** Called 1. by offer, 2. whenever one has ended. */
  function fill(): void {
    while (atWork.size < mostAtOnce) {
      const next = takeNext();
      if (next === undefined) return;
      atWork.set(next.id, next.ownerId);
      void work(next.id).finally(() => {
        atWork.delete(next.id);
        fill();
      });
    }
  }

  function takeNext(): PoolItem | undefined {
    const counts = Map.groupBy(atWork.values(), (ownerId) => ownerId);
    const countOf = ({ ownerId }: PoolItem) => counts.get(ownerId)?.length ?? 0;
    const fewest = waiting.reduce((least, item) => Math.min(least, countOf(item)), mostAtOnce);
    const index = waiting.findIndex((item) => countOf(item) === fewest);
    return index < 0 ? undefined : waiting.splice(index, 1)[0];
  }

  return {
    offer: (items) => {
      waiting = items.filter(({ id }) => !atWork.has(id));
      fill();
    },
  };
}
