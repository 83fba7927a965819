import path from 'node:path';
import { EventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import { START } from '../../../src/kernel/message';
import { NAMES } from '../../adapters/eventstoredb/on-a-double';
import { RecordingLog } from '../../adapters/eventstoredb/recording-log';
import { appendTypes, newStream, readFrom, typesOf } from '../../contracts/event-store/sample-log';
import { SourceProcess } from '../../source-process';

describe('the double as a process of its own', () => {
  it('keeps its events while its clients come and go', async () => {
    const double = SourceProcess.start(path.join(__dirname, 'main.ts'), []);
    try {
      const url = (await double.line()) ?? '';
      for (const [i, type] of ['A', 'B', 'C'].entries()) {
        const store = await EventStoreDbEventStore.open(url, NAMES, new RecordingLog());
        expect(typesOf(await readFrom(store, START))).toEqual(['A', 'B', 'C'].slice(0, i));
        await appendTypes(store, newStream(), type);
        await store.close();
      }
    } finally {
      await double.kill();
    }
  });
});
