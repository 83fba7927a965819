import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MongoEngine } from '../doubles/mongodb/engine';
import { withMongoEngine } from '../doubles/mongodb/with-mongodb';
import { SourceProcess } from '../source-process';
import { until } from '../until';
import { ServiceProcess } from './service-process';

const KEY = 'the-key-of-the-owner';

withMongoEngine(() => {
  describe('a process whose projector begins while MongoDB is away', () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'runledger-away-'));
    let eventStore: SourceProcess;
    let engine: MongoEngine;
    let service: ServiceProcess;

    beforeAll(async () => {
      eventStore = SourceProcess.start(path.join(__dirname, '../doubles/eventstoredb/main.ts'), []);
      engine = await MongoEngine.start();
      service = ServiceProcess.start({
        EVENTSTORE_URL: (await eventStore.line()) ?? '',
        MONGODB_URL: engine.url,
        DATA_DIR: dataDir,
        RUNLEDGER_API_KEYS: JSON.stringify([{ key: KEY, account: 'acme', role: 'owner' }]),
      });
    });
    afterAll(async () => {
      await service.kill();
      await engine.stop();
      await eventStore.kill();
      rmSync(dataDir, { recursive: true });
    });

    const logged = (words: string): boolean => service.log.some((line) => line.includes(words));
    const readiness = async () => {
      const answer = await fetch(`${await service.listening}/health/ready`);
      return { status: answer.status, text: await answer.text() };
    };

    it('lives, says what it waits for, and folds when MongoDB is back', async () => {
      await until('it is to fold', () => logged('this process took a lease'));
      await engine.kill();
      await until('it waits', async () => (await readiness()).text.includes('the projector waits for its stores'));
      await engine.startAgain();
      await until(
        'it folds',
        async () => (await readiness()).status === 200 && logged('the read models are up to date'),
      );
      await service.stop();
      expect(service.errors).toBe('');
    });
  });
});
