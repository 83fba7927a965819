import { status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerReadableStream, ServerUnaryCall } from '@grpc/grpc-js';
import { AppendResp, DeleteResp, TombstoneResp } from '@eventstore/db-client/generated/streams_pb';
import type { AppendReq, DeleteReq, TombstoneReq } from '@eventstore/db-client/generated/streams_pb';
import { Empty } from '@eventstore/db-client/generated/shared_pb';
import type { Faults } from './faults';
import type { AppendOutcome, ExpectedRevision, MemoryLog, ProposedEvent } from './memory-log';
import { nameOf, proposedEvent } from './messages';
import { refusal, streamDeleted, unavailable } from './refusals';

export const MAX_APPEND_SIZE = 1_048_576;

/** A type counts twice, as UTF-16. */
export const sizeOf = (events: readonly ProposedEvent[]): number =>
  events.reduce((size, { type, data, metadata }) => size + 2 * type.length + data.length + metadata.length, 0);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Why the server would call an append a bad request. */
export function isBadRequest(stream: string, events: readonly ProposedEvent[]): boolean {
  return stream === '' || events.some(({ id, type }) => !UUID.test(id) || type === '');
}

type Options = AppendReq.Options | DeleteReq.Options | TombstoneReq.Options | undefined;

export function expectedRevision(options: Options): ExpectedRevision {
  if (options?.hasNoStream()) return 'no_stream';
  if (options?.hasStreamExists()) return 'stream_exists';
  return options?.hasRevision() ? Number(options.getRevision()) : 'any';
}

/** One append as a call of its own: its options, then its events. */
export function appendHandler(log: MemoryLog, faults: Faults) {
  return (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void => {
    const events: ProposedEvent[] = [];
    let options: AppendReq.Options | undefined;
    call.on('data', (request: AppendReq) => {
      const message = request.getProposedMessage();
      if (message === undefined) options = request.getOptions();
      else events.push(proposedEvent(message));
    });
    call.on('end', () => {
      if (call.cancelled) return; // its events may not have come in full
      if (faults.refuses()) {
        answer(unavailable());
        return;
      }
      const stream = nameOf(options?.getStreamIdentifier());
      const expected = expectedRevision(options);
      faults.onAppend(
        () => appendOnce(log, stream, expected, events),
        (response) => {
          if (response instanceof AppendResp) answer(null, response);
          else answer(response);
        },
      );
    });
  };
}

function appendOnce(log: MemoryLog, stream: string, expected: ExpectedRevision, events: readonly ProposedEvent[]) {
  if (isBadRequest(stream, events)) return refusal(status.INVALID_ARGUMENT, 'Bad Request');
  if (sizeOf(events) > MAX_APPEND_SIZE)
    return refusal(status.INVALID_ARGUMENT, 'Maximum Append Size Exceeded', {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(MAX_APPEND_SIZE),
    });
  const outcome = log.append(stream, expected, events);
  switch (outcome.kind) {
    case 'stored':
      return new AppendResp().setSuccess(
        new AppendResp.Success()
          .setCurrentRevision(String(outcome.revision))
          .setPosition(place(new AppendResp.Position(), outcome.position)),
      );
    case 'conflict':
      return new AppendResp().setWrongExpectedVersion(conflict(expected, outcome.actual));
    case 'deleted':
      return streamDeleted(stream);
  }
}

function conflict(expected: ExpectedRevision, actual: number | null): AppendResp.WrongExpectedVersion {
  const message = new AppendResp.WrongExpectedVersion();
  if (actual === null) message.setCurrentNoStream(new Empty());
  else message.setCurrentRevision(String(actual));
  if (expected === 'no_stream') return message.setExpectedNoStream(new Empty());
  if (expected === 'stream_exists') return message.setExpectedStreamExists(new Empty());
  if (expected === 'any') return message.setExpectedAny(new Empty());
  return message.setExpectedRevision(String(expected));
}

export function deleteHandler(log: MemoryLog) {
  return ({ request }: ServerUnaryCall<DeleteReq, DeleteResp>, answer: sendUnaryData<DeleteResp>): void => {
    const [stream, expected] = [
      nameOf(request.getOptions()?.getStreamIdentifier()),
      expectedRevision(request.getOptions()),
    ];
    const outcome = log.delete(stream, expected);
    if (outcome.kind !== 'stored') answer(notDeleted(stream, expected, outcome));
    else answer(null, new DeleteResp().setPosition(place(new DeleteResp.Position(), outcome.position)));
  };
}

export function tombstoneHandler(log: MemoryLog) {
  return ({ request }: ServerUnaryCall<TombstoneReq, TombstoneResp>, answer: sendUnaryData<TombstoneResp>): void => {
    const [stream, expected] = [
      nameOf(request.getOptions()?.getStreamIdentifier()),
      expectedRevision(request.getOptions()),
    ];
    const outcome = log.tombstone(stream, expected);
    if (outcome.kind !== 'stored') answer(notDeleted(stream, expected, outcome));
    else answer(null, new TombstoneResp().setPosition(place(new TombstoneResp.Position(), outcome.position)));
  };
}

function notDeleted(stream: string, expected: ExpectedRevision, outcome: Exclude<AppendOutcome, { kind: 'stored' }>) {
  if (outcome.kind === 'deleted') return streamDeleted(stream);
  const actual = String(outcome.actual ?? -1);
  const reason = `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`;
  return refusal(status.FAILED_PRECONDITION, reason, {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': String(expected),
    'actual-version': actual,
  });
}

interface Place {
  setCommitPosition(value: string): unknown;
  setPreparePosition(value: string): unknown;
}

export function place<P extends Place>(message: P, position: bigint): P {
  message.setCommitPosition(position.toString());
  message.setPreparePosition(position.toString());
  return message;
}
