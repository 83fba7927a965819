import { GetRun, GetRunHandler } from '../../src/queries/get-run';
import type { ReadModels } from '../../src/engine/projecting/read-models';
import { START } from '../../src/kernel/message';
import { Manager, sms, workflowOf } from '../engine/manager';
import { ACCOUNT, TestService } from '../engine/test-service';

let test: TestService;
beforeEach(async () => {
  test = await TestService.open();
});
afterEach(() => test.remove());

describe('a run with its timeline', () => {
  it('is of one moment, also where it is folded on between the two readings', async () => {
    const manager = new Manager(test.engine);
    const workflow = await manager.opens(workflowOf([{ id: 'wait', type: 'delay', duration: 'P1D' }, sms()]));
    const runId = await manager.enrolls(workflow, 'ana');
    await test.folded();
    const { models } = test.engine;
    let isFirst = true;
    const runHistory = {
      shape: models.runHistory.shape,
      get: async (keys: readonly string[]) => {
        const found = await models.runHistory.get(keys);
        if (isFirst) {
          isFirst = false;
          await manager.cancels(runId);
          await test.folded();
        }
        return found;
      },
    };
    const between = Object.create(models, { runHistory: { value: runHistory } }) as ReadModels;
    const run = await new GetRunHandler(between).execute(
      new GetRun(ACCOUNT, runId, { minPosition: START, timeoutMs: 0 }),
    );
    expect(run.status).toBe('cancelled');
    expect(run.timeline[0]).toMatchObject({ status: 'skipped', skippedReason: 'cancelled' });
  });
});
