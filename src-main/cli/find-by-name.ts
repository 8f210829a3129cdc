import { CommandError, exitCodes } from './exit-codes.ts';

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}
type ListPage<Item> = (query: { q?: string; cursor?: string; limit: number }) => Promise<Page<Item>>;

/** Every item of a list, page by page. */
export async function listAll<Item>(list: ListPage<Item>, q?: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await list({
      limit: 200,
      ...(q === undefined ? {} : { q }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

/** The thing of that name, upper and lower case alike, or of that id. */
export async function findByName<Item extends { id: string; name: string }>(
  kind: string,
  name: string,
  list: ListPage<Item>,
): Promise<Item> {
  const isId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name);
  const items = await listAll(list, isId ? undefined : name);
  const found = items.find((item) => item.id === name || item.name.toLowerCase() === name.toLowerCase());
  if (found === undefined)
    throw new CommandError(
      exitCodes.usage,
      `there is no ${kind} ${JSON.stringify(name)}; \`automa ${kind} list\` shows those there are`,
    );
  return found;
}
