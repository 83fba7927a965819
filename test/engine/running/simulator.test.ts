import fc from 'fast-check';
import { DEFAULT_SETTINGS } from '../../../src/domain/account/settings';
import type { RunEvent } from '../../../src/domain/run/events';
import type { RunState } from '../../../src/domain/run/run-state';
import type { Step } from '../../../src/domain/steps/step';
import type { Definition } from '../../../src/domain/workflow/definition';
import { simulate } from '../../../src/engine/running/simulator';
import type { Simulated, TestRun } from '../../../src/engine/running/simulator';
import type { RecordedEvent } from '../../../src/kernel/message';
import { definitions } from '../../histories/definition';
import { factsFor } from '../../histories/facts';
import { definition as everyTypeOfStep } from '../../histories/legal-run';
import { optOuts, settings } from '../../histories/settings';
import { tried } from '../../properties';
import { Manager, contact, sms, workflowOf } from '../manager';
import { TestService, context } from '../test-service';

type Case = Pick<TestRun, 'settings' | 'optOuts' | 'startAt' | 'contact' | 'data' | 'definition'>;

/** For `npm run model`. */
const LONG_MS = 600_000;

const START_AT = Date.parse('2026-11-24T10:00:00.000Z');

let test: TestService;
beforeAll(async () => {
  test = await TestService.open();
});
afterAll(() => test.remove());

const NOTHING_MORE = {
  webhookAllowPrivate: [],
  links: null,
  optedOutAddresses: new Set<string>(),
  isOptedOut: () => Promise.resolve(false),
};

/** Each in an account of its own, so that none has another's settings. */
let accounts = 0;

/** The same run as a test run and as a real one, woken when its time has come. */
async function both(
  { startAt, settings, optOuts, definition, contact, data }: Case,
  wake = (account: string, runId: string): Promise<unknown> => test.engine.runner.resume(context(account), runId, null),
) {
  const { engine, clock } = test;
  const account = `account-${++accounts}`;
  const manager = new Manager(engine, account);
  clock.setTo(startAt);
  await manager.sets(settings);
  for (const channel of optOuts) await manager.optsOut(contact.id, channel);
  const workflowId = await manager.opens(definition);
  const version = { workflowId, workflowVersion: 1, definition };
  const simulated = await simulate(
    { account, settings, ...version, contact, data, optOuts, startAt, ...NOTHING_MORE },
    () => engine.facts.turn(account),
  );

  const { runId, enrollmentId } = await manager.enrollsInto(workflowId, contact, data);
  const now = async (): Promise<RunState> => {
    await engine.runner.settled();
    return engine.runner.state(account, runId);
  };
  let state = await now();
  while (state.status === 'waiting') {
    clock.setTo(Date.parse(state.wait.wakeAt));
    await wake(account, runId);
    state = await now();
  }
  return {
    simulated: { status: simulated.state.status, events: decisions(simulated.events) },
    real: { status: state.status, events: decisions(await test.run(runId), runId, enrollmentId) },
  };
}

/** Not decided, but given: who sends, until when, and through what. */
const GIVEN = new Set(['idempotencyKey', 'lease', 'deadline', 'via']);

/** Every decision with its time and all that it says, under the ids of a test run. */
function decisions(events: readonly RecordedEvent<RunEvent>[], ...ids: readonly string[]): readonly RunEvent[] {
  const all = events.map(({ type, data, metadata: { account, at } }) => ({ type, data, at, account }));
  const json = ids.reduce((text, id) => text.replaceAll(id, 'test-run'), JSON.stringify(all));
  return JSON.parse(json, (name, value: unknown) => (GIVEN.has(name) ? undefined : value)) as RunEvent[];
}

const cases: fc.Arbitrary<Case> = definitions().chain((definition) =>
  fc
    .record({
      facts: factsFor(definition),
      settings: settings(),
      optOuts: optOuts(),
      startAt: fc.integer({ min: START_AT, max: START_AT + 400 * 86_400_000 }),
    })
    .map(({ facts, ...rest }) => ({ definition, ...facts, ...rest })),
);

/** What happened, and at which type of step. */
function happened({ type, data }: RunEvent): string {
  const step = 'stepType' in data ? data.stepType : type === 'RunWaiting' ? data.reason : null;
  const branch = 'branch' in data ? data.branch : null;
  return [step, type, branch].filter((part) => part !== null).join(' ');
}

const EVERYTHING = [
  ...['RunStarted', 'RunResumed', 'RunCompleted', 'RunFailed'],
  ...['sms StepStarted', 'sms StepCompleted', 'sms StepFailed', 'sms StepSkipped'],
  ...['email StepStarted', 'email StepCompleted', 'email StepFailed', 'email StepSkipped'],
  ...['webhook StepStarted', 'webhook StepCompleted', 'webhook StepFailed'],
  ...['delay RunWaiting', 'delay StepCompleted', 'delay StepFailed'],
  ...['business_hours RunWaiting', 'business_hours StepCompleted', 'business_hours StepFailed'],
  ...['condition StepCompleted true', 'condition StepCompleted false', 'condition StepFailed'],
  'exit StepCompleted',
];

describe('a test run decides as a real run does', () => {
  it(
    'for any definition, contact, data, settings and opt-outs, at any time',
    async () => {
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(cases, async (one) => {
          const { simulated, real } = await both(one);
          expect(simulated).toEqual(real);
          real.events.forEach((event) => seen.add(happened(event)));
        }),
        tried(160),
      );
      expect([...seen].sort()).toEqual([...EVERYTHING].sort());
    },
    LONG_MS,
  );

  it.each([
    ['to its last step', 1_000, 'bye'],
    ['to an exit', 999, 'enough'],
  ])('when the scheduler wakes it, %s', async (_, total, last) => {
    const one = { definition: everyTypeOfStep, contact: contact('c-1'), data: { total }, settings: DEFAULT_SETTINGS };
    const { simulated, real } = await both({ ...one, optOuts: new Set(), startAt: START_AT }, async () => {
      await test.caughtUp();
      expect(await test.engine.scheduler.resumeDue(null, 10)).toEqual({ resumed: 1, failed: [] });
    });
    expect(simulated).toEqual(real);
    expect(real.events.at(-2)).toMatchObject({ type: 'StepCompleted', data: { stepId: last } });
  });
});

describe('a test run', () => {
  const testRun = (fields: Partial<Definition>, name: string, turn = () => Promise.resolve()): Promise<Simulated> =>
    simulate(
      {
        account: 'acme',
        settings: DEFAULT_SETTINGS,
        workflowId: 'welcome',
        workflowVersion: 1,
        definition: workflowOf([sms()], fields),
        contact: contact('c-1', { name }),
        data: {},
        optOuts: new Set(),
        startAt: START_AT,
        ...NOTHING_MORE,
      },
      turn,
    );
  const entryConditions = { field: 'contact.name', op: 'eq', value: 'Ana' } as const;

  it('says what the entry conditions compared, and goes on when they are not met', async () => {
    const { entry, state } = await testRun({ entryConditions }, 'Bo');
    const comparisons = [{ ...entryConditions, actual: 'Bo', passed: false }];
    expect(entry).toEqual({ passed: false, comparisons, error: null });
    expect(state.status).toBe('completed');
    expect((await testRun({ entryConditions }, 'Ana')).entry).toMatchObject({ passed: true, error: null });
    expect((await testRun({}, 'Ana')).entry).toEqual({ passed: true, comparisons: [], error: null });
  });

  it('asks for a turn before each decision', async () => {
    let turns = 0;
    const turn = (): Promise<void> => {
      turns++;
      return Promise.resolve();
    };
    const { events } = await testRun({ steps: ['a', 'b', 'c', 'd'].map(sms) }, 'Ana', turn);
    const intents = events.filter(({ type }) => type === 'StepStarted');
    expect(turns).toBe(intents.length + 1);
  });

  const slow = (id: string): Step => ({
    id,
    type: 'sms',
    body: '{% for i in (1..250000) %}{% assign a = i | times: i %}{% endfor %}',
  });

  it('goes on as usual after a template that runs away', async () => {
    const { state, events } = await testRun({ steps: [slow('slow'), sms('usual')] }, 'Ana');
    const message = 'the templates of this step do more work than they may';
    expect(state).toMatchObject({ failedSteps: 1, firstError: { stepId: 'slow', code: 'template_error', message } });
    expect(events.at(-2)).toMatchObject({ type: 'StepCompleted', data: { stepId: 'usual' } });
  });

  it('is over soon also when every template runs away', async () => {
    const { state } = await testRun({ steps: Array.from({ length: 100 }, (_, i) => slow(`slow-${i}`)) }, 'Ana');
    expect(state.failedSteps).toBe(100);
  });

  it('tells of each step which merge fields came out empty', async () => {
    const body =
      'Hi {{ contact.nick | default: "you" }}{{ data.order.total }}{% if data.paid %}!{% endif %} {{ contact.name }}';
    const steps: Step[] = [
      { id: 'a', type: 'sms', body },
      sms('b'),
      { id: 'w', type: 'webhook', url: 'https://example.com/?id={{ data.id }}' },
    ];
    const { absent, state } = await testRun({ steps }, 'Ana');
    expect(state.status).toBe('completed');
    expect([...absent].map(([stepId, paths]) => [stepId, [...paths]])).toEqual([
      ['a', ['contact.nick', 'data.order.total']],
      ['w', ['data.id']],
    ]);
  });

  it('says why the entry conditions cannot be evaluated, and goes on', async () => {
    const { entry, state } = await testRun({ entryConditions: { ...entryConditions, op: 'gt', value: 1 } }, 'Bo');
    expect(entry).toMatchObject({ passed: false, comparisons: [], error: { code: 'condition_error' } });
    expect(state.status).toBe('completed');
  });
});
