import { status } from '@grpc/grpc-js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Faults } from './faults';
import type { MemoryLog, StoredEvent } from './memory-log';
import { eventMessage, identifierOf, nameOf } from './messages';
import { refusal, streamDeleted, unavailable } from './refusals';
import type { Subscriptions } from './subscriptions';
import { matching } from './which-events';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Reads of a stream and of the whole log, and subscriptions to them, are one method. */
export function readHandler(log: MemoryLog, faults: Faults, subscriptions: Subscriptions, reads: string[]) {
  return (call: ReadCall): void => {
    if (faults.frozen) return;
    const options = call.request.getOptions();
    if (options?.hasSubscription() === false)
      reads.push(options.hasAll() ? '$all' : nameOf(options.getStream()?.getStreamIdentifier()));
    if (faults.refuses()) call.emit('error', unavailable());
    else if (options === undefined) call.emit('error', refusal(status.INVALID_ARGUMENT, 'no options'));
    else if (options.hasSubscription()) subscriptions.start(call, options);
    else if (options.hasAll()) readAll(log, call, options);
    else readStream(log, call, options);
  };
}

function readStream(log: MemoryLog, call: ReadCall, options: ReadReq.Options): void {
  const which = options.getStream();
  const stream = nameOf(which?.getStreamIdentifier());
  if (log.isTombstoned(stream)) {
    call.emit('error', streamDeleted(stream));
    return;
  }
  if (options.getCount() === '0') {
    call.emit('error', refusal(status.UNKNOWN, 'Unexpected ReadStreamResult: Error'));
    return;
  }
  const events = log.visible(stream);
  if (events === undefined) {
    call.write(
      new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(stream))),
    );
    call.end();
    return;
  }
  const from = which?.hasRevision() ? Number(which.getRevision()) : which?.hasEnd() ? Infinity : 0;
  const ordered = isBackwards(options)
    ? events.filter(({ revision }) => revision <= from).reverse()
    : events.filter(({ revision }) => revision >= from);
  void send(call, ordered, Number(options.getCount()));
}

function readAll(log: MemoryLog, call: ReadCall, options: ReadReq.Options): void {
  const from = options.getAll()?.getPosition();
  const filter = options.getFilter();
  const index = from === undefined ? undefined : placeOf(log, BigInt(from.getCommitPosition()), filter !== undefined);
  if (from !== undefined && index === undefined) {
    call.emit('error', refusal(status.UNKNOWN, 'Unexpected ReadAllResult: InvalidPosition'));
    return;
  }
  // Backwards a read begins before its position, forwards at it.
  const events = isBackwards(options)
    ? log.all.slice(0, options.getAll()?.hasStart() ? 0 : (index ?? log.all.length)).reverse()
    : log.all.slice(options.getAll()?.hasEnd() ? log.all.length : (index ?? 0));
  void send(call, events.filter(matching(filter)), Number(options.getCount()));
}

/** A filtered read from behind the end of the log finds nothing there, and nothing wrong. */
function placeOf(log: MemoryLog, position: bigint, isFiltered: boolean): number | undefined {
  const isBehindTheEnd = position > (log.all.at(-1)?.position ?? 0n);
  return isFiltered && isBehindTheEnd ? log.all.length : log.indexAt(position);
}

const isBackwards = (options: ReadReq.Options): boolean =>
  options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;

async function send(call: ReadCall, events: readonly StoredEvent[], count: number): Promise<void> {
  let wake = (): void => undefined;
  for (const name of ['drain', 'cancelled', 'close'])
    call.on(name, () => {
      wake();
    });
  for (const event of events.slice(0, count)) {
    if (call.cancelled) return;
    if (!call.write(eventMessage(event)))
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  call.end();
}
