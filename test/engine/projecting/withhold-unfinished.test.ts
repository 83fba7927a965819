import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { beginRebuild, switched } from '../../../src/engine/projecting/copy-changes';
import { CopyRegistry, servedCopies } from '../../../src/engine/projecting/copy-registry';
import { StoredFailures } from '../../../src/engine/projecting/stored-failures';
import { withholdUnfinished } from '../../../src/engine/projecting/withhold-unfinished';
import { START, positionFrom } from '../../../src/kernel/message';
import type { Position } from '../../../src/kernel/message';
import type { ReadStore } from '../../../src/ports/read-store';
import { counting } from '../folding';
import { TestLog } from '../test-service';

const HEAD = positionFrom(1_000_000);
const NEAR = positionFrom(999_000);
const FAR = positionFrom(500_000);

let store: ReadStore;
beforeEach(() => {
  store = SqliteReadStore.scratch();
});
afterEach(() => store.close());

async function foldedTo(position: Position): Promise<void> {
  const model = await store.open(counting);
  await store.commit([{ model, changes: [], checkpoint: { position, eventId: null, log: null } }]);
}

async function withheld(head = HEAD, isAlone = true): Promise<Position | null> {
  await withholdUnfinished(store, [counting], head, isAlone, new TestLog());
  return (await servedCopies(store, [counting])).get(counting.name)?.wholeAt ?? null;
}

const FOLDED = [
  ['nothing of a log', START, HEAD, true, HEAD],
  ['nothing of a log, among others', START, HEAD, false, HEAD],
  ['nothing of a log that has nothing', START, START, true, null],
  ['nearly all', NEAR, HEAD, true, null],
  ['nearly all, among others', NEAR, HEAD, false, null],
  ['all', HEAD, HEAD, true, null],
  ['much less than all', FAR, HEAD, true, HEAD],
] as const;

describe('a read model that holds', () => {
  it.each(FOLDED)('%s answers from where readers can take it for the whole', async (_, position, head, isAlone, at) => {
    if (position !== START) await foldedTo(position);
    expect(await withheld(head, isAlone)).toBe(at);
  });

  it('much less than all goes on to answer where others fold it, who may only be late', async () => {
    await foldedTo(FAR);
    expect(await withheld(HEAD, false)).toBeNull();
  });

  it('what was there before it stopped goes on to answer', async () => {
    await foldedTo(FAR);
    const at = { stream: 'run-1', revision: 0, position: FAR, eventId: 'e', type: 'RunStarted', at: 'then' };
    await new StoredFailures(store).tell([{ projection: counting.name, error: 'it is odd', ...at }]);
    expect(await withheld()).toBeNull();
  });

  it('a part of the log keeps where it is to get to when the process is started again meanwhile', async () => {
    await withheld();
    await foldedTo(FAR);
    expect(await withheld(positionFrom(1_000_500), false)).toBe(HEAD);
  });

  it('a part of the log gives way to a copy that was built beside it', async () => {
    await withheld();
    await new CopyRegistry(store).change(counting, (copies) =>
      switched(beginRebuild(copies, counting, '2026-11-24T10:00:00.000Z'), '2026-11-24T10:01:00.000Z'),
    );
    expect((await servedCopies(store, [counting])).get(counting.name)?.wholeAt).toBeUndefined();
  });
});
