import { TestWorkflow, TestWorkflowHandler } from '../../src/queries/test-workflow';
import { Manager, contact, sms, workflowOf } from '../engine/manager';
import { ACCOUNT, TestService } from '../engine/test-service';

let test: TestService;
let manager: Manager;
let workflowId: string;

beforeAll(async () => {
  test = await TestService.open();
  manager = new Manager(test.engine);
  workflowId = await manager.opens(workflowOf([sms()], { trigger: { type: 'event', event: 'estimate.sent' } }));
});
afterAll(() => test.remove());

/** 75 KB as they come in, 330 KB in the ledger. */
const data = { numbers: Array<number>(15_000).fill(1e20) };

const simulates = (): Promise<unknown> => {
  const { facts } = test.engine;
  const query = new TestWorkflow(ACCOUNT, workflowId, contact('c-1'), data, null, null);
  return new TestWorkflowHandler(facts, test.clock).execute(query);
};

describe('contact and data that are too large together', () => {
  it.each([
    ['an enrollment', () => manager.enrolls(workflowId, 'c-1', data)],
    ['an event', () => manager.fires({ id: 'e-1', data })],
    ['a test run', simulates],
  ])('are refused of %s, which leaves nothing in the log', async (_, asks) => {
    const before = await test.engine.dependencies.events.head();
    await expect(asks()).rejects.toMatchObject({ code: 'invalid_request', errors: [{ path: 'data' }] });
    expect(await test.engine.dependencies.events.head()).toBe(before);
  });
});
