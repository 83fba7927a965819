import { RuleBudget } from '../../src/domain/rules/rule-budget';
import fc from 'fast-check';
import type { AccountSettings } from '../../src/domain/account/settings';
import type { ContactState } from '../../src/domain/contact/opt-outs';
import type { RunEvent, RunStarted } from '../../src/domain/run/events';
import { runDecider } from '../../src/domain/run/run';
import type { RunCommand } from '../../src/domain/run/run';
import { openStep } from '../../src/domain/run/run-state';
import type { RunState } from '../../src/domain/run/run-state';
import type { World } from '../../src/domain/run/world';
import type { Definition } from '../../src/domain/workflow/definition';
import { fold } from '../../src/kernel/decider';
import type { EffectOutcome } from '../../src/domain/effect/effect';
import { DomainError } from '../../src/kernel/errors';
import { RenderBudget } from '../../src/domain/templates/render-budget';
import { definitions } from './definition';
import { factsFor } from './facts';
import { optOuts, settings } from './settings';

/** A run that may be: its definition, its contact and data, its account's settings, and how each effect will turn out. */
export interface RunScript {
  readonly definition: Definition;
  readonly settings: AccountSettings;
  readonly optOuts: ContactState;
  readonly started: RunStarted;
  /** By the number of the step. */
  readonly outcomes: readonly EffectOutcome[];
}

export const LEASE_MS = 10_000;

const outcomes: fc.Arbitrary<EffectOutcome> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<EffectOutcome>({ status: 'completed', output: { via: 'outbox' } }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('provider_error', 'rate_limited', 'webhook_timeout', 'outcome_unknown')
      .map((code): EffectOutcome => ({ status: 'failed', error: { code, message: code }, output: {} })),
  },
  { weight: 1, arbitrary: fc.constant<EffectOutcome>({ status: 'skipped', reason: 'sms_opt_out' }) },
);

export const runScripts = (): fc.Arbitrary<RunScript> =>
  definitions().chain((definition) =>
    fc
      .record({
        facts: factsFor(definition),
        settings: settings(),
        optOuts: optOuts(),
        start: fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
        outcomes: fc.array(outcomes, { minLength: 1, maxLength: 10 }),
      })
      .map(({ facts, start, ...script }) => ({
        ...script,
        definition,
        started: {
          runId: 'run-1',
          workflowId: 'welcome',
          contactId: facts.contact.id,
          startedAt: start.toISOString(),
          workflowName: definition.name,
          workflowVersion: 1,
          enrollmentId: 'enrollment-1',
          ...facts,
          trigger: { type: 'manual' as const },
          previousRunId: null,
        },
      })),
  );

export const worldOf = (script: RunScript, now: number, changes: Partial<World> = {}): World => ({
  now,
  account: 'acme',
  settings: script.settings,
  optOuts: script.optOuts,
  optedOutAddresses: new Set(),
  definition: script.definition,
  workflowPaused: false,
  draining: false,
  lease: 'process-1',
  leaseMs: { sms: LEASE_MS, email: LEASE_MS, webhook: LEASE_MS },
  webhookAllowPrivate: [],
  links: null,
  renderBudget: RenderBudget.ofDecision(),
  ruleBudget: new RuleBudget(),
  ...changes,
});

export const outcomeOf = ({ outcomes }: RunScript, stepId: string): EffectOutcome => {
  const outcome = outcomes[Number(stepId.split('-').at(-1)) % outcomes.length];
  return outcome ?? { status: 'completed', output: {} };
};

/** One command and what came of it. */
export interface Deed {
  readonly command: RunCommand;
  readonly before: RunState;
  readonly events: readonly RunEvent[];
  /** Its code, null when it was not refused. */
  readonly refusal: DomainError | null;
  readonly after: RunState;
}

export function decided(command: RunCommand, before: RunState): Deed {
  try {
    const events = runDecider.decide(command, before);
    return { command, before, events, refusal: null, after: fold(runDecider, before, events) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { command, before, events: [], refusal: error, after: before };
  }
}

/** Something that somebody does about a run, whatever it is at by then. */
export interface Turn {
  readonly act: 'start' | 'record' | 'resume' | 'takeOver' | 'pause' | 'unpause' | 'cancel';
  /** For the step or wait that it is at; else for this one. */
  readonly aside: string | null;
  /** Since the turn before, milliseconds. */
  readonly passes: number;
  /** Whether it first waits for the wake time, if there is one. */
  readonly sleeps: boolean;
  readonly abandoned: boolean;
  readonly honoursKeys: boolean;
  readonly workflowPaused: boolean;
  readonly draining: boolean;
  readonly lease: string;
}

const rarely = fc.nat(7).map((n) => n === 1);
const asides = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(9), fc.nat(3)).map(([step, wait]) => `step-${step}:${wait}`) },
);

/** Anything that may happen to a run, in any order, as often as it likes. */
export const turns = (): fc.Arbitrary<readonly Turn[]> =>
  fc.array(
    fc.record<Turn>({
      act: fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom('record', 'resume') },
        { weight: 6, arbitrary: fc.constantFrom('takeOver', 'pause', 'unpause', 'unpause') },
        { weight: 1, arbitrary: fc.constantFrom('start', 'cancel') },
      ),
      aside: asides,
      passes: fc.oneof(fc.nat(20_000), fc.nat(40 * 86_400_000)),
      sleeps: fc.boolean(),
      abandoned: rarely,
      honoursKeys: fc.boolean(),
      workflowPaused: rarely,
      draining: rarely,
      lease: fc.constantFrom('process-1', 'process-2'),
    }),
    { minLength: 5, maxLength: 60, size: 'max' },
  );

/** Every turn taken, one after the other. @throws whatever a decision throws that is no refusal */
export function play(script: RunScript, turns: readonly Turn[]): readonly Deed[] {
  let now = Date.parse(script.started.startedAt);
  const deeds = [
    decided({ type: 'StartRun', started: script.started, world: worldOf(script, now) }, { status: 'not_started' }),
  ];
  for (const turn of turns) {
    const state = deeds.at(-1)?.after ?? runDecider.initialState;
    now += turn.passes;
    if (turn.sleeps && state.status === 'waiting') now = Math.max(now, Date.parse(state.wait.wakeAt));
    deeds.push(decided(commandOf(script, turn, state, now), state));
  }
  return deeds;
}

function commandOf(script: RunScript, turn: Turn, state: RunState, now: number): RunCommand {
  const { aside, abandoned, honoursKeys, workflowPaused, draining, lease } = turn;
  const world = worldOf(script, now, { workflowPaused, draining, lease });
  switch (turn.act) {
    case 'start':
      return { type: 'StartRun', started: script.started, world };
    case 'record': {
      const stepId = aside?.split(':')[0] ?? openStep(state)?.stepId ?? 'step-1';
      return { type: 'RecordOutcome', stepId, outcome: outcomeOf(script, stepId), world };
    }
    case 'resume':
      return { type: 'ResumeRun', waitId: aside, world };
    case 'takeOver':
      return { type: 'TakeOverRun', abandoned, honoursKeys, world };
    case 'pause':
      return { type: 'PauseRun' };
    case 'unpause':
      return { type: 'UnpauseRun', world };
    case 'cancel':
      return { type: 'CancelRun', reason: null };
  }
}
