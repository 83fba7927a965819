/** Calls `work` for every item, at most `width` at a time, in their order. Rejects with the first rejection. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}

/** What `work` gives for each item, in their order; likewise. */
export async function eachInParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  await inParallel([...items.entries()], width, async ([i, item]) => {
    results[i] = await work(item);
  });
  return results;
}
