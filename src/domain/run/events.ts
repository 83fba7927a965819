import type { Delivery, DeliveryStatus } from '../effect/delivery';
import type { EffectChannelName, EffectRequest, SkipReason, StepError } from '../effect/effect';
import type { Event, JsonObject } from '../../kernel/message';
import type { Contact } from '../contact/contact';
import type { StepType } from '../steps/step';
import type { Zone } from '../time/zone';

/**
 * The ledger of one run, stream `run-<runId>`. A run of five effects is fourteen events in eight appends: an outcome
 * goes with the next intent.
 */
export type RunEvent =
  | Event<'RunStarted', RunStarted>
  | Event<'StepStarted', StepStarted>
  | Event<'StepCompleted', StepCompleted>
  | Event<'StepFailed', StepFailed>
  | Event<'StepSkipped', StepSkipped>
  | Event<'DeliveryReported', DeliveryReported>
  | Event<'StepSettled', StepSettled>
  | Event<'RunWaiting', RunWaiting>
  | Event<'RunResumed', RunResumed>
  | Event<'RunPaused', RunPaused>
  | Event<'RunUnpaused', RunUnpaused>
  | Event<'RunTakenOver', RunTakenOver>
  | Event<'RunCompleted', RunCompleted>
  | Event<'RunFailed', RunFailed>
  | Event<'RunCancelled', RunCancelled>;

/** In every run event, so that a fold needs no other document. */
export interface OfRun {
  readonly runId: string;
  readonly workflowId: string;
  readonly contactId: string;
}

/** What made a run start. */
export interface RunTrigger {
  readonly type: 'event' | 'manual' | 'reminder';
  /** The inbound event, for `event` and `reminder`. */
  readonly eventId?: string;
  readonly event?: string;
}

/** All that a run starts with but the moment. */
export interface RunBeginning extends OfRun {
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly enrollmentId: string;
  readonly contact: Contact;
  readonly data: JsonObject;
  readonly trigger: RunTrigger;
  readonly previousRunId: string | null;
}

export interface RunStarted extends RunBeginning {
  /** The moment of its event; in runs of before that was so, a little earlier. ISO 8601. */
  readonly startedAt: string;
}

/** The intent: an effect that the holder of the lease is about to send. Only the winner of its append sends. */
export interface StepStarted extends OfRun {
  readonly stepId: string;
  readonly stepType: EffectChannelName;
  /** The same for every attempt at this effect. */
  readonly idempotencyKey: string;
  /** After this time nobody may still be sending under this lease. ISO 8601. */
  readonly deadline: string;
  /** The process that sends. */
  readonly lease: string;
  /** Nothing of it was sent: it waits for its turn, or its process let go of it. Whoever takes it over may send it. */
  readonly unsent?: true;
  readonly request: EffectRequest;
}

/**
 * `output` is what the step brought beyond its intent: a provider's id, a webhook's status and response, a condition's
 * compared values, a delay's length. A step without an intent starts and completes at once.
 */
export interface StepCompleted extends OfRun {
  readonly stepId: string;
  readonly stepType: StepType;
  readonly output: JsonObject;
  /** The branch a condition took. */
  readonly branch?: boolean;
  /** How far a message had come when it was handed over, where its provider tells more later. */
  readonly delivery?: DeliveryStatus;
}

/** A late fact: the provider tells how far a message came, whatever has become of the run. */
export interface DeliveryReported extends OfRun, Delivery {
  readonly stepId: string;
  /** The message, as the provider calls it. */
  readonly providerId: string;
}

export interface StepFailed extends OfRun {
  readonly stepId: string;
  readonly stepType: StepType;
  readonly error: StepError;
  readonly output: JsonObject;
}

export interface StepSkipped extends OfRun {
  readonly stepId: string;
  readonly stepType: StepType;
  readonly reason: SkipReason;
}

/** What is known of an effect whose outcome was not, from outside the run; its step stays failed. */
export type KnownOutcome = 'sent' | 'not_sent';

/** A late fact: nothing follows from it. */
export interface StepSettled extends OfRun {
  readonly stepId: string;
  readonly stepType: EffectChannelName;
  readonly outcome: KnownOutcome;
  /** Who says so, `<role>:<name or fingerprint of the key>`. */
  readonly by: string;
  /** How they know. */
  readonly reason: string;
}

export type WaitReason = Wait['reason'];

export type RunWaiting = OfWait & Wait;

/** At a step that is a wait itself, or before an effect that its channel has no room for in this minute. */
type Wait =
  | { readonly reason: 'delay' | 'business_hours' }
  | {
      readonly reason: 'rate_limit';
      readonly stepType: EffectChannelName;
      /** Its workflow was paused while room was looked for, and the run with it. */
      readonly whilePaused?: true;
    };

/** Of the step that a run waits at. */
export const typeOfWaiting = (wait: Wait): StepType => (wait.reason === 'rate_limit' ? wait.stepType : wait.reason);

/** Whether the run is paused, and its wait with it. */
export const isWhilePaused = (wait: Wait): boolean => wait.reason === 'rate_limit' && wait.whilePaused === true;

interface OfWait extends OfRun {
  readonly stepId: string;
  readonly waitId: string;
  /** ISO 8601. */
  readonly wakeAt: string;
  /** What the wake time follows from, for people: `P2D in Europe/Madrid`, `at most 60 sms a minute`. */
  readonly rule: string;
  /** In which it was found; not in waits of before this was kept. */
  readonly zone?: Zone;
}

export interface RunResumed extends OfRun {
  readonly waitId: string;
}

/** Its workflow was paused. */
export type RunPaused = OfRun;
export type RunUnpaused = OfRun;

/**
 * The process that was at it is gone, and another one is about to go on. It is recorded before that is tried, so that what
 * ends every process that tries it is known by how often it was. An intent that is taken over is appended again instead.
 */
export interface RunTakenOver extends OfRun {
  /** The process that goes on. */
  readonly lease: string;
}

/** In the terminal events. */
export interface Ended extends OfRun {
  /** When the run started. ISO 8601. */
  readonly startedAt: string;
  readonly enrollmentId: string;
  /** It was paused when it ended. */
  readonly whilePaused: boolean;
}
export type RunCompleted = Ended;
export interface RunFailed extends Ended {
  readonly failedSteps: number;
  /** Of its first failed step. */
  readonly error: StepError & { readonly stepId: string };
}
export interface RunCancelled extends Ended {
  readonly reason: string | null;
}
