import type { AccountSettings } from '../../domain/account/settings';
import type { OptOutChannel } from '../../domain/contact/events';
import type { RunEvent } from '../../domain/run/events';
import { runDecider } from '../../domain/run/run';
import type { RunCommand } from '../../domain/run/run';
import { isEnded } from '../../domain/run/run-state';
import type { Ended, OpenStep, RunState } from '../../domain/run/run-state';
import type { World } from '../../domain/run/world';
import { RenderBudget } from '../../domain/templates/render-budget';
import { ConditionError } from '../../domain/rules/condition-error';
import { evaluateEntry } from '../../domain/rules/entry-conditions';
import { RuleBudget } from '../../domain/rules/rule-budget';
import type { RuleResult } from '../../domain/rules/evaluate-rule';
import type { Contact } from '../../domain/contact/contact';
import type { Definition } from '../../domain/workflow/definition';
import { isoTime } from '../../kernel/clock';
import { fold } from '../../kernel/decider';
import type { Links } from '../../domain/effect/unsubscribe-link';
import type { EffectOutcome } from '../../domain/effect/effect';
import { uuidFrom } from '../../kernel/ids';
import { positionFrom } from '../../kernel/message';
import type { JsonObject, RecordedEvent } from '../../kernel/message';
import { brake } from '../deciding/render-time';

export interface TestRun {
  readonly account: string;
  readonly settings: AccountSettings;
  readonly workflowId: string;
  readonly workflowVersion: number;
  readonly definition: Definition;
  readonly contact: Contact;
  readonly data: JsonObject;
  readonly optOuts: ReadonlySet<OptOutChannel>;
  /** Of its phone and email, where nobody is to be reached. */
  readonly optedOutAddresses: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly startAt: number;
  /** `host:port` that webhooks may reach though they are private. */
  readonly webhookAllowPrivate: readonly string[];
  /** Of the links in its messages; they lead to nothing, since there is no such run. */
  readonly links: Links | null;
  /** Whether nobody is to be reached there, whichever contact has the address. */
  readonly isOptedOut: (channel: OptOutChannel, to: string) => Promise<boolean>;
}

export interface Simulated {
  readonly entry: Entry;
  readonly state: Ended;
  /** As the log would hold them, at virtual times. */
  readonly events: readonly RecordedEvent<RunEvent>[];
  /** By step, the merge fields that came out empty: `contact.name`. */
  readonly absent: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface Entry {
  readonly passed: boolean;
  readonly comparisons: RuleResult['comparisons'];
  /** Why the entry conditions could not be evaluated. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

const TEST_RUN_ID = 'test-run';

/**
 * A test run: the production decisions with effects that reach nobody and a clock that jumps to each wake time. Nothing
 * is stored. When the contact would not be let in, it says so and simulates on.
 *
 * @param turn asked for before each decision
 */
export async function simulate(test: TestRun, turn: () => Promise<void>): Promise<Simulated> {
  const events: RecordedEvent<RunEvent>[] = [];
  let state: RunState = runDecider.initialState;
  let now = test.startAt;
  const rendering = RenderBudget.ofTestRun();
  const absent = new Map<string, Set<string>>();
  const onAbsent = (stepId: string, path: string): void => {
    absent.set(stepId, (absent.get(stepId) ?? new Set()).add(path));
  };
  const world = (): World => worldOf(test, now, rendering, onAbsent);
  const decide = async (command: RunCommand): Promise<void> => {
    await turn();
    const decided = runDecider.decide(command, state);
    state = fold(runDecider, state, decided);
    for (const event of decided) events.push(recorded(event, events.length, test.account, now));
  };

  await decide({ type: 'StartRun', started: startedOf(test), world: world() });
  while (state.status === 'running' || state.status === 'waiting') {
    if (state.status === 'waiting') {
      now = Date.parse(state.wait.wakeAt);
      await decide({ type: 'ResumeRun', waitId: state.wait.waitId, world: world() });
    } else if (state.open !== null) {
      const { stepId } = state.open;
      const outcome = await pretendedOutcome(state.open, test);
      await decide({ type: 'RecordOutcome', stepId, outcome, world: world() });
    }
  }
  if (!isEnded(state)) throw new Error(`a test run stopped while ${state.status}`);
  return { entry: entryOf(test), state, events, absent };
}

const recorded = (event: RunEvent, revision: number, account: string, now: number): RecordedEvent<RunEvent> => ({
  ...event,
  id: uuidFrom(TEST_RUN_ID, String(revision)),
  stream: TEST_RUN_ID,
  revision,
  position: positionFrom(BigInt(revision)),
  metadata: {
    account,
    actor: 'test_run',
    correlationId: TEST_RUN_ID,
    causationId: TEST_RUN_ID,
    schemaVersion: 1,
    at: isoTime(now),
  },
});

function entryOf({ definition, contact, data, settings }: TestRun): Entry {
  try {
    return { ...evaluateEntry(definition, { contact, data }, settings), error: null };
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return { passed: false, comparisons: [], error: { code: error.code, message: error.message } };
  }
}

const PRETENDED: EffectOutcome = { status: 'completed', output: { via: 'test_run' } };

/** As the sender would come to it, without sending. */
async function pretendedOutcome({ request }: OpenStep, { isOptedOut }: TestRun): Promise<EffectOutcome> {
  const { channel } = request;
  if (channel === 'webhook' || !(await isOptedOut(channel, request.to))) return PRETENDED;
  return { status: 'skipped', reason: `${channel}_opt_out` };
}

const startedOf = ({ workflowId, workflowVersion, definition, contact, data }: TestRun) => ({
  runId: TEST_RUN_ID,
  workflowId,
  workflowName: definition.name,
  workflowVersion,
  enrollmentId: TEST_RUN_ID,
  contactId: contact.id,
  contact,
  data,
  trigger: { type: 'manual' as const },
  previousRunId: null,
});

const worldOf = (
  { account, settings, optOuts, optedOutAddresses, definition, webhookAllowPrivate, links }: TestRun,
  now: number,
  rendering: RenderBudget,
  onAbsent: NonNullable<World['onAbsent']>,
): World => ({
  now,
  account,
  settings,
  optOuts,
  optedOutAddresses,
  definition,
  workflowPaused: false,
  draining: false,
  lease: TEST_RUN_ID,
  leaseMs: { sms: 0, email: 0, webhook: 0 },
  webhookAllowPrivate,
  links,
  renderBudget: RenderBudget.ofDecision(brake(), rendering),
  onAbsent,
  ruleBudget: new RuleBudget(),
});
