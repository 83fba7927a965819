import { CancelRun, CancelRunHandler } from '../../../src/commands/cancel-run';
import { ChangeOptOut, ChangeOptOutHandler } from '../../../src/commands/change-opt-out';
import { ChangeSettings, ChangeSettingsHandler } from '../../../src/commands/change-settings';
import { ChangeWorkflowStatus, ChangeWorkflowStatusHandler } from '../../../src/commands/change-workflow-status';
import { DefineWorkflow, DefineWorkflowHandler } from '../../../src/commands/define-workflow';
import { EnrollContact, EnrollContactHandler } from '../../../src/commands/enroll-contact';
import { HandleEvent, HandleEventHandler } from '../../../src/commands/handle-event';
import { ResumeRun, ResumeRunHandler } from '../../../src/commands/resume-run';
import { DEFAULT_SETTINGS } from '../../../src/domain/account/settings';
import type { Engine } from '../../../src/assembly/engine';
import type { CommandContext } from '../../../src/kernel/command-context';
import type { Json } from '../../../src/kernel/message';
import { Manager, contact, delay, sms, workflowOf } from '../manager';
import { TestService, context } from '../test-service';

let test: TestService;
beforeEach(async () => {
  test = await TestService.open();
});
afterEach(() => test.remove());

type Carried = (engine: Engine, as: CommandContext) => Promise<object>;
interface Things {
  readonly workflowId: string;
  readonly runId: string;
}

const ON_EVENT = workflowOf([sms(), delay()], { trigger: { type: 'event', event: 'estimate.sent' } });
const event = { id: 'e-1', type: 'estimate.sent', contact: contact('c-9'), data: {} };
const turns =
  (change: ChangeWorkflowStatus['change']): ((things: Things) => Carried) =>
  ({ workflowId }) =>
  ({ ledger, facts }, as) =>
    new ChangeWorkflowStatusHandler(ledger, facts).execute(new ChangeWorkflowStatus(as, workflowId, change));

const COMMANDS: readonly (readonly [string, (things: Things) => Carried])[] = [
  [
    'defines a workflow',
    () =>
      ({ ledger, facts }, as) =>
        new DefineWorkflowHandler(ledger, facts).execute(new DefineWorkflow(as, null, ON_EVENT)),
  ],
  [
    'defines the next version',
    ({ workflowId }) =>
      ({ ledger, facts }, as) =>
        new DefineWorkflowHandler(ledger, facts).execute(new DefineWorkflow(as, workflowId, ON_EVENT)),
  ],
  ['pauses a workflow', turns('PauseWorkflow')],
  ['archives a workflow', turns('ArchiveWorkflow')],
  [
    'enrolls a contact',
    ({ workflowId }) =>
      ({ facts, enroller }, as) =>
        new EnrollContactHandler(facts, enroller).execute(new EnrollContact(as, workflowId, contact('c-7'), {})),
  ],
  [
    'hands an event in',
    () =>
      ({ facts, fanOut }, as) =>
        new HandleEventHandler(facts, fanOut).execute(new HandleEvent(as, event)),
  ],
  [
    'cancels a run',
    ({ runId }) =>
      ({ runner }, as) =>
        new CancelRunHandler(runner).execute(new CancelRun(as, runId, 'enough')),
  ],
  [
    'resumes a run',
    ({ runId }) =>
      ({ runner }, as) =>
        new ResumeRunHandler(runner).execute(new ResumeRun(as, runId, null)),
  ],
  [
    'opts a contact out',
    () =>
      ({ ledger, models }, as) =>
        new ChangeOptOutHandler(ledger, models).execute(new ChangeOptOut(as, 'c-1', 'sms', 'OptOut')),
  ],
  [
    'changes the settings',
    () =>
      ({ ledger }, as) =>
        new ChangeSettingsHandler(ledger).execute(
          new ChangeSettings(as, { ...DEFAULT_SETTINGS, timezone: 'Asia/Tokyo' }),
        ),
  ],
];

describe.each(COMMANDS)('a command under an Idempotency-Key that %s', (_, commandOf) => {
  it('answers as it did, though its process died before the answer was kept', async () => {
    const manager = new Manager(test.engine);
    await manager.opens(ON_EVENT);
    const workflowId = await manager.opens(workflowOf([delay(), delay('PT2H', 'again')]));
    const runId = await manager.enrolls(workflowId, 'c-1');
    await test.caughtUp(); // the contact's number is known
    test.clock.advance(3_600_000);
    const carry = commandOf({ workflowId, runId });
    const first: object[] = [];
    const dying = test.engine.idempotent.once(context(), 'k', ['request'], async (as) => {
      first.push(await carry(test.engine, as));
      throw new Error('it died');
    });
    await expect(dying).rejects.toThrow('it died');
    await test.caughtUp();
    const before = (await test.everything()).length;
    const restarted = await test.another();
    const { body } = await restarted.idempotent.once(context(), 'k', ['request'], async (as) => ({
      status: 200,
      body: (await carry(restarted, as)) as Json,
    }));
    const { position: then, ...told } = first[0] as { position: string };
    const { position: now, ...toldAgain } = body as (typeof first)[0] & { position: string };
    expect(toldAgain).toEqual(told);
    expect(now >= then).toBe(true);
    await test.caughtUp();
    expect((await test.everything()).slice(before).map(({ type }) => type)).toEqual(['CommandAnswered']);
  });
});
