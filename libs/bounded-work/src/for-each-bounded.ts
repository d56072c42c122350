/**
 * Works on what comes, on so many at once, and takes the next only when there is room for it: however much comes,
 * only that much is held. After a failure nothing further is begun; what was begun is waited for.
 * @throws the first failure
 */
export async function forEachBounded<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failed = false;
  const worker = async (): Promise<void> => {
    try {
      while (!failed) {
        const next = await iterator.next();
        if (next.done === true) {
          return;
        }
        await work(next.value);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  await iterator.return?.();
  for (const end of ends) {
    if (end.status === 'rejected') {
      throw end.reason;
    }
  }
}
