interface Page<Item> {
  items: readonly Item[];
  nextCursor: string | null;
}

/** All pages of a list as one answer; of a very long one its beginning, ten pages if not said otherwise. */
export async function readAll<Item>(
  readPage: (cursor: string | undefined) => Promise<Page<Item>>,
  mostPages = 10,
): Promise<{ items: readonly Item[] }> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await readPage(cursor);
    items.push(...answer.items);
    if (answer.nextCursor === null) break;
    cursor = answer.nextCursor;
  }
  return { items };
}
