import type { Candidate, EventReceived, EventResult } from '../../domain/inbound/events';
import { answered, inbound, isGivenUp, notMatched, repeated, withinRoom } from '../../domain/inbound/inbound';
import type { InboundCommand, ReceivedEvent } from '../../domain/inbound/inbound';
import { evaluateEntry } from '../../domain/rules/entry-conditions';
import { inboundStream } from '../../domain/streams';
import { MOST_TAKEOVERS, SET_ASIDE } from '../../domain/taken-over';
import type { Contact } from '../../domain/contact/contact';
import { DomainError, messageOf } from '../../kernel/errors';
import { eachInParallel } from '../../kernel/in-parallel';
import type { Log } from '../../kernel/log';
import type { JsonObject, Position } from '../../kernel/message';
import { START, latest } from '../../kernel/message';
import { isOutage } from '../../ports/availability';
import { partOf } from '../../kernel/command-context';
import type { CommandContext } from '../../kernel/command-context';
import type { Enroller } from './enroller';
import type { Facts } from '../deciding/current-facts';
import { following } from '../deciding/ledger';
import type { Ledger } from '../deciding/ledger';
import { listenersOf } from './listeners';
import type { Suspects } from '../deciding/suspects';
import type { Reminders } from './reminders';

export interface IncomingEvent {
  readonly id: string;
  readonly type: string;
  readonly contact: Contact;
  readonly data: JsonObject;
}

export interface FanOutAnswer {
  readonly eventId: string;
  readonly matched: number;
  readonly results: readonly EventResult[];
  readonly position: Position;
}

/** Workflows that one event is tried against at once: others' events are not to wait for all of them. */
const WIDTH = 32;

/** An event that is in the log, and where it is received there. */
interface Taken {
  readonly received: EventReceived;
  readonly position: Position;
}

/** One that is still to be handled. */
interface Unhandled extends Taken {
  readonly stream: string;
  readonly state: ReceivedEvent;
  readonly cause: Pick<CommandContext, 'correlationId' | 'causedBy'>;
}

interface Tried {
  readonly result: EventResult;
  readonly position: Position;
}

/**
 * An inbound event against every active workflow that its type concerns. The list of them is frozen in the event's own
 * stream before any is tried, with the ids of the runs to start, so trying again after a crash starts nothing twice.
 */
export class FanOut {
  /** What this process finishes just now, by its stream. */
  private readonly atHand = new Map<string, Promise<FanOutAnswer>>();

  constructor(
    private readonly ledger: Ledger,
    private readonly facts: Facts,
    private readonly enroller: Enroller,
    private readonly reminders: Reminders,
    private readonly suspects: Suspects,
    private readonly lease: string,
    private readonly log: Log,
  ) {}

  /** @throws DomainError `event_id_reused` */
  async handle(context: CommandContext, event: IncomingEvent): Promise<FanOutAnswer> {
    const stream = inboundStream(context.account, event.id);
    const listeners = await listenersOf(this.facts, context.account, event);
    const { id: eventId, type: eventType, contact, data } = event;
    const received: EventReceived = { eventId, eventType, contactId: contact.id, contact, data, ...listeners };
    const decided = await this.ledger.execute(context, stream, inbound, (): InboundCommand => ({
      type: 'ReceiveEvent',
      received,
    }));
    const { state } = decided;
    // a command whose process died before it answered has started itself what it finds here
    const isFirst = decided.repeated || decided.events.length > 0;
    const told = (results: readonly EventResult[]) => (isFirst ? results : repeated(results));
    if (state.status === 'handled') return answer(eventId, told(state.results), decided.position);
    const finishing = this.atHand.get(stream);
    if (finishing === undefined && state.status === 'received' && state.takenOver !== null)
      throw new DomainError('not_ready', 'its process ended, and another is about to finish it');
    const taken = { received: state.status === 'received' ? state.received : received, position: decided.position };
    const caused = { ...context, ...following(decided) };
    const settled = await (finishing ?? this.settle(caused, stream, taken, await this.tryAll(caused, taken)));
    return { ...settled, results: told(settled.results) };
  }

  /**
   * The rest of a fan-out whose process died in the middle: all candidates together; when that ended a process again, one
   * after another, so that the one that does it is known, and can be set aside.
   */
  async finish(context: CommandContext, stream: string): Promise<void> {
    const unhandled = await this.unhandled(stream);
    if (unhandled === null) return;
    const caused = { ...context, ...unhandled.cause };
    const isSuspect = unhandled.state.takenOver !== null;
    const finish = (): Promise<FanOutAnswer> =>
      isSuspect ? this.finishOneByOne(caused, unhandled) : this.finishTogether(caused, unhandled);
    const finishing = this.suspects.try(isSuspect, finish).finally(() => this.atHand.delete(stream));
    this.atHand.set(stream, finishing);
    await finishing;
  }

  private async unhandled(stream: string): Promise<Unhandled | null> {
    let position = START;
    const loaded = await this.ledger.load(inbound, stream, undefined, (event) => {
      if (event.type === 'EventReceived') position = event.position;
    });
    const { state } = loaded;
    if (state.status !== 'received') return null;
    return { stream, state, received: state.received, position, cause: following(loaded) };
  }

  private async finishTogether(context: CommandContext, unhandled: Unhandled): Promise<FanOutAnswer> {
    await this.takeOver(context, unhandled.stream, null);
    return this.settle(context, unhandled.stream, unhandled, await this.tryAll(context, unhandled));
  }

  private async finishOneByOne(context: CommandContext, unhandled: Unhandled): Promise<FanOutAnswer> {
    const { stream, state, received } = unhandled;
    const tried: Tried[] = [];
    for (const candidate of received.candidates) {
      if (isGivenUp(state, candidate.workflowId, this.lease)) {
        tried.push(this.givenUp(context, received, candidate));
        continue;
      }
      await this.takeOver(context, stream, candidate.workflowId);
      tried.push(await this.attempt(context, unhandled, candidate));
    }
    return this.settle(context, stream, unhandled, tried);
  }

  private async takeOver(context: CommandContext, stream: string, workflowId: string | null): Promise<void> {
    const command = { type: 'TakeOverEvent', lease: this.lease, workflowId } as const;
    await this.ledger.execute(partOf(context, `take-over/${workflowId ?? ''}`), stream, inbound, () => command);
  }

  private givenUp({ correlationId }: CommandContext, { eventId }: EventReceived, { workflowId }: Candidate): Tried {
    this.log.error('a workflow was set aside for an event', { eventId, workflowId, correlationId });
    const message = `it was taken over ${MOST_TAKEOVERS} times and came to no end`;
    return { result: { workflowId, outcome: 'failed', error: { code: SET_ASIDE, message } }, position: START };
  }

  private tryAll(context: CommandContext, taken: Taken): Promise<readonly Tried[]> {
    return eachInParallel(taken.received.candidates, WIDTH, (candidate) => this.attempt(context, taken, candidate));
  }

  private async settle(
    context: CommandContext,
    stream: string,
    { received }: Taken,
    tried: readonly Tried[],
  ): Promise<FanOutAnswer> {
    const results = withinRoom(tried.map(({ result }) => result));
    const settling = partOf(context, 'settle');
    const { state, position } = await this.ledger.execute(settling, stream, inbound, (): InboundCommand => ({
      type: 'SettleEvent',
      results,
    }));
    const end = tried.reduce((furthest, { position: p }) => latest(furthest, p), position);
    return answer(received.eventId, state.status === 'handled' ? state.results : results, end);
  }

  private async attempt(context: CommandContext, taken: Taken, candidate: Candidate): Promise<Tried> {
    const { workflowId } = candidate;
    const about = { eventId: taken.received.eventId, workflowId, correlationId: context.correlationId };
    try {
      await this.facts.turn(context.account);
      return await this.tryWorkflow(partOf(context, workflowId), taken, candidate);
    } catch (error) {
      return { result: { workflowId, ...this.refusal(error, about) }, position: '' };
    }
  }

  private async tryWorkflow(context: CommandContext, taken: Taken, candidate: Candidate): Promise<Tried> {
    const { received } = taken;
    const { workflowId, version, runId } = candidate;
    const workflow = await this.facts.workflow(context.account, workflowId);
    const definition = workflow.definitions.get(version) ?? workflow.definition;
    if (definition.trigger.type === 'reminder')
      return this.reminders.handle(context, workflow, definition.trigger, received, taken.position, candidate);
    const { settings } = await this.facts.account(context.account);
    const entry = evaluateEntry(definition, received, settings);
    if (!entry.passed) return { result: notMatched(workflowId, definition.entryConditions, entry), position: '' };
    const { contact, data, eventId, eventType } = received;
    const trigger = { type: 'event', eventId, event: eventType } as const;
    const { position } = await this.enroller.enroll(context, { workflow, version, contact, data, trigger, runId });
    return { result: { workflowId, outcome: 'started', runId }, position };
  }

  /** @param about what is logged of it */
  private refusal(error: unknown, about: object): Omit<EventResult, 'workflowId'> {
    if (isOutage(error)) throw error;
    if (error instanceof DomainError && NO_RESULT.has(error.code)) throw error;
    if (!(error instanceof DomainError)) {
      this.log.error('a workflow could not be tried', { ...about, error: messageOf(error) });
      return { outcome: 'failed', error: { code: 'internal_error', message: 'the workflow could not be tried' } };
    }
    if (error.code === 'already_active' || error.code === 'already_enrolled') {
      const { runId } = error.details;
      return { outcome: error.code, ...(typeof runId === 'string' ? { runId } : {}) };
    }
    return { outcome: 'failed', error: { code: error.code, message: error.message } };
  }
}

/** What says nothing of the workflow: it is to be tried again, or by another request. */
const NO_RESULT: ReadonlySet<string> = new Set(['version_conflict', 'idempotency_key_reused']);

const answer = (eventId: string, results: readonly EventResult[], position: Position): FanOutAnswer => ({
  eventId,
  matched: results.filter(({ outcome }) => outcome !== 'not_matched' && outcome !== 'nothing_to_remove').length,
  results: answered(results),
  position,
});
