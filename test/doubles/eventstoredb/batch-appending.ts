import type { ServerDuplexStream } from '@grpc/grpc-js';
import { Code } from '@eventstore/db-client/generated/code_pb';
import {
  BadRequest,
  MaximumAppendSizeExceeded,
  StreamDeleted,
  Timeout,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import type { UUID } from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb';
import { AllStreamPosition } from '@eventstore/db-client/generated/shared_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { isBadRequest, MAX_APPEND_SIZE, place, sizeOf } from './appending';
import type { Faults } from './faults';
import type { ExpectedRevision, MemoryLog, ProposedEvent } from './memory-log';
import { idOf, identifierOf, nameOf, proposedEvent } from './messages';

/** After a bad request the server answers again, with a timeout. */
const SECOND_ANSWER_MS = 2_000;

interface Batch {
  readonly options: BatchAppendReq.Options | undefined;
  readonly events: ProposedEvent[];
  isRefused: boolean;
}

/** Many appends over one call, told apart by their correlation ids; one may come in several parts. */
export function batchAppendHandler(log: MemoryLog, faults: Faults) {
  return (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void => {
    const batches = new Map<string, Batch>();
    call.on('data', (request: BatchAppendReq) => {
      const id = idOf(request.getCorrelationId());
      const batch = batches.get(id) ?? { options: request.getOptions(), events: [], isRefused: false };
      batches.set(id, batch);
      batch.events.push(...request.getProposedMessagesList().map(proposedEvent));
      if (request.getIsFinal()) batches.delete(id);
      if (batch.isRefused) return;
      const stream = nameOf(batch.options?.getStreamIdentifier());
      const answer = (response: BatchAppendResp): void => {
        call.write(response.setCorrelationId(request.getCorrelationId()).setStreamIdentifier(identifierOf(stream)));
      };
      batch.isRefused = sizeOf(batch.events) > MAX_APPEND_SIZE;
      if (batch.isRefused) answer(tooLarge());
      else if (faults.refuses()) answer(notReady());
      else if (request.getIsFinal())
        faults.onAppend(() => appendBatch(log, stream, batch, request.getCorrelationId(), answer, faults), answer);
    });
    call.on('end', () => {
      call.end();
    });
  };
}

function appendBatch(
  log: MemoryLog,
  stream: string,
  { options, events }: Batch,
  correlationId: UUID | undefined,
  answer: (response: BatchAppendResp) => void,
  faults: Faults,
): BatchAppendResp {
  if (isBadRequest(stream, events)) {
    setTimeout(() => {
      faults.secondAnswers++;
      answer(
        failure(Code.DEADLINE_EXCEEDED, 'Timeout', 'event_store.client.Timeout', new Timeout()).setCorrelationId(
          correlationId,
        ),
      );
    }, SECOND_ANSWER_MS).unref();
    return failure(Code.INVALID_ARGUMENT, 'BadRequest', 'event_store.client.BadRequest', new BadRequest());
  }
  const expected = expectedRevision(options);
  const outcome = log.append(stream, expected, events);
  switch (outcome.kind) {
    case 'stored':
      return new BatchAppendResp().setSuccess(
        new BatchAppendResp.Success()
          .setCurrentRevision(String(outcome.revision))
          .setPosition(place(new AllStreamPosition(), outcome.position)),
      );
    case 'conflict':
      return failure(
        Code.FAILED_PRECONDITION,
        'WrongExpectedVersion',
        'event_store.client.WrongExpectedVersion',
        conflict(expected, outcome.actual),
      );
    case 'deleted': {
      const deleted = new StreamDeleted().setStreamIdentifier(identifierOf(stream));
      return failure(Code.FAILED_PRECONDITION, 'StreamDeleted', 'event_store.client.StreamDeleted', deleted);
    }
  }
}

function expectedRevision(options: BatchAppendReq.Options | undefined): ExpectedRevision {
  if (options?.hasNoStream()) return 'no_stream';
  if (options?.hasStreamExists()) return 'stream_exists';
  return options?.hasStreamPosition() ? Number(options.getStreamPosition()) : 'any';
}

function conflict(expected: ExpectedRevision, actual: number | null): WrongExpectedVersion {
  const message = new WrongExpectedVersion();
  if (actual === null) message.setCurrentNoStream(new Empty());
  else message.setCurrentStreamRevision(String(actual));
  if (expected === 'no_stream') return message.setExpectedNoStream(new Empty());
  if (expected === 'stream_exists') return message.setExpectedStreamExists(new Empty());
  if (expected === 'any') return message.setExpectedAny(new Empty());
  return message.setExpectedStreamPosition(String(expected));
}

const tooLarge = (): BatchAppendResp =>
  failure(
    Code.INVALID_ARGUMENT,
    'MaximumAppendSizeExceeded',
    'event_store.client.MaximumAppendSizeExceeded',
    new MaximumAppendSizeExceeded().setMaxappendsize(MAX_APPEND_SIZE),
  );

const notReady = (): BatchAppendResp =>
  failure(Code.UNAVAILABLE, 'Server Is Not Ready', 'google.protobuf.Empty', new Empty());

function failure(
  code: Code,
  message: string,
  name: string,
  details: { serializeBinary(): Uint8Array },
): BatchAppendResp {
  const packed = new Any();
  packed.pack(details.serializeBinary(), name);
  return new BatchAppendResp().setError(new Status().setCode(code).setMessage(message).setDetails(packed));
}
