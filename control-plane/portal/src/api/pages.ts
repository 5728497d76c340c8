/** One page of a list, and where the next one starts. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** More than this many pages are not read into one view. */
export const MAX_PAGES = 20;

/** Reads a list to its end, at most `MAX_PAGES` pages, for views that show all of it at once. */
export async function allPages<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const next = await read(cursor);
    items.push(...next.items);
    if (next.nextCursor === undefined) break;
    cursor = next.nextCursor;
  }
  return items;
}
