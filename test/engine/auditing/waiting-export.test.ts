import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { exportLines } from '../../../src/engine/auditing/export-lines';
import type { ReadableLog } from '../../../src/engine/auditing/log-pages';
import { START } from '../../../src/kernel/message';
import { Manager, sms, workflowOf } from '../manager';
import { ACCOUNT, TestService } from '../test-service';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let test: TestService;
beforeEach(async () => {
  test = await TestService.open();
});
afterEach(() => test.remove());

describe('an export that waits for its reader', () => {
  it.each(['of an account', 'of a stream'])('%s keeps no event of what it has given', async (which) => {
    const workflow = await new Manager(test.engine).opens(workflowOf([sms()]));
    const { events } = test.engine.dependencies;
    const given: WeakRef<object>[] = [];
    const noted = <T extends object>(all: readonly T[]): readonly T[] => {
      given.push(...all.map((one) => new WeakRef(one)));
      return all;
    };
    const log: ReadableLog = {
      readAll: async (after, limit) => {
        const page = await events.readAll(after, limit);
        noted(page.events);
        return page;
      },
      readStream: async (stream, read) => noted(await events.readStream(stream, read)),
    };
    const query = which === 'of a stream' ? { stream: `workflow-${workflow}` } : {};
    const request = { account: ACCOUNT, query, until: await events.head(), after: START, hash: null };
    const lines = exportLines(log, request, new AbortController().signal);
    expect((await lines.next()).done).toBe(false);
    await nextTurn();
    collectGarbage();
    expect(given.length).toBeGreaterThan(0);
    expect(given.filter((one) => one.deref() !== undefined)).toEqual([]);
    await lines.return(undefined as never);
  });
});
