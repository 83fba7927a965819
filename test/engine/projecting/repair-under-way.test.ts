import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { EventCodec } from '../../../src/engine/deciding/event-codec';
import { Projector } from '../../../src/engine/projecting/projector';
import { HEARD_MS } from '../../../src/engine/projecting/repair-watch';
import { Verifications } from '../../../src/engine/projecting/verifications';
import type { Change } from '../../../src/ports/read-store';
import { temporaryFolders } from '../../adapters/sqlite/temporary-folder';
import { TestClock } from '../../test-clock';
import { Source, counting, pagesOf, threeSteps } from '../folding';
import { TestLog } from '../test-service';

const newFolder = temporaryFolders();

describe('folding while a document is repaired', () => {
  it.each(['goes on', 'is over'])(
    'goes on from the repaired document, not from what it has in mind: a repair that %s',
    async (when) => {
      const store = SqliteReadStore.open(newFolder());
      const [clock, log] = [new TestClock(), threeSteps()];
      const verifications = new Verifications(store, clock);
      const projector = await Projector.open(
        new Source(log),
        store,
        [counting],
        new EventCodec(),
        clock,
        new TestLog(),
        () => undefined,
      );
      const [first, second] = pagesOf(log, 4);
      await projector.fold(first ?? { events: [], next: '', caughtUp: true });
      const model = await store.open<{ count: number }>(counting);
      const all = (await model.get(['all'])).get('all');
      await verifications.begin('counting', 'all');
      clock.advance(HEARD_MS);
      const right: Change = { key: 'all', position: all?.position ?? '', document: { count: 100 } };
      expect(await store.replaceDocument(counting, right.position, right)).toBe(true);
      if (when === 'is over') await verifications.end('counting', {});
      await projector.fold(second ?? { events: [], next: '', caughtUp: true });
      expect((await model.get(['all'])).get('all')?.document.count).toBeGreaterThan(100);
      await store.close();
    },
  );

  it('lets one at a time verify or repair a read model, unless whoever did fell silent', async () => {
    const store = SqliteReadStore.open(newFolder());
    const clock = new TestClock();
    const verifications = new Verifications(store, clock);
    await verifications.begin('counting', null);
    await verifications.begin('others', null);
    await expect(verifications.begin('counting', 'all')).rejects.toMatchObject({ code: 'verify_running' });
    clock.advance(50_000);
    await verifications.tell('counting', { phase: 'comparing', done: 5, total: 9, rate: 2 });
    clock.advance(50_000);
    expect(await verifications.of('counting')).toMatchObject({
      running: { phase: 'comparing', done: 5, total: 9, rate: 2 },
    });
    clock.advance(10_000);
    expect(await verifications.of('counting')).toMatchObject({ running: null, failure: { code: 'interrupted' } });
    expect(await verifications.begin('counting', 'all')).toMatchObject({
      running: { key: 'all' },
      repairs: 1,
      failure: null,
    });
    await store.close();
  });
});
