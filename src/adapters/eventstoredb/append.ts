import { MaxAppendSizeExceededError, WrongExpectedVersionError } from '@eventstore/db-client';
import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError';
import { Empty, StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { NO_STREAM, positionFrom } from '../../kernel/message';
import type { Metadata, NewEvent } from '../../kernel/message';
import { AppendOutcomeUnknown, AppendTooLarge, MAX_APPEND_BYTES, WrongExpectedRevision } from '../../ports/event-store';
import type { Appended } from '../../ports/event-store';
import { AppendCall } from './append-call';
import type { Calls } from './driver';
import { repeatedly } from './patience';
import type { Patience } from './patience';
import { writtenMetadata } from './recorded-event';
import type { StreamEnds } from './stream-ends';

/** Appends over one call, which is made anew when it ends. */
export class Appender {
  private call: Promise<AppendCall> | null = null;

  constructor(
    private readonly calls: Calls,
    private readonly patience: Patience,
    private readonly ends: StreamEnds,
  ) {}

  /**
   * Anything but a success or a conflict leaves open whether the events are stored. The identical append tells: it
   * succeeds when they are or can be, and is a conflict when they never will be.
   *
   * @throws TypeError when JSON cannot hold an event; and what the port says
   */
  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<Appended> {
    const proposal = propose(stream, events);
    try {
      return await repeatedly(
        this.patience,
        () => this.attempt(stream, expectedRevision, proposal),
        (error) => error instanceof WrongExpectedRevision || error instanceof AppendTooLarge,
      );
    } catch (error) {
      if (error instanceof WrongExpectedRevision || error instanceof AppendTooLarge) throw error;
      throw new AppendOutcomeUnknown(stream, error);
    }
  }

  private async attempt(stream: string, expected: number, { messages, bytes }: Proposal): Promise<Appended> {
    const options = new BatchAppendReq.Options().setStreamIdentifier(
      new StreamIdentifier().setStreamName(Buffer.from(stream)),
    );
    if (expected === NO_STREAM) options.setNoStream(new Empty());
    else options.setStreamPosition(String(expected));
    const call = await this.opened();
    const answer = await call.send(new BatchAppendReq().setOptions(options).setProposedMessagesList([...messages]));
    const refused = answer.getError();
    if (refused === undefined) {
      const { revision, position } = appendedAt(answer.getSuccess());
      this.ends.acknowledged(stream, revision, position);
      return { revision, position: positionFrom(position) };
    }
    const error = unpackToCommandError(refused, stream);
    if (error instanceof WrongExpectedVersionError) {
      const { actualVersion } = error;
      throw new WrongExpectedRevision(
        stream,
        expected,
        typeof actualVersion === 'bigint' ? Number(actualVersion) : NO_STREAM,
      );
    }
    // The server counts bytes a little differently.
    if (error instanceof MaxAppendSizeExceededError) throw new AppendTooLarge(stream, bytes);
    throw error;
  }

  private opened(): Promise<AppendCall> {
    const ended = (): void => {
      this.call = null;
    };
    this.call ??= AppendCall.open(this.calls, this.patience.appendMs, ended).catch((error: unknown) => {
      ended();
      throw error;
    });
    return this.call;
  }
}

const NOTHING = Buffer.alloc(0);
/** Bytes by which an event's metadata as written is longer than as it is. */
const RENAMED = 2;

interface Proposal {
  readonly messages: readonly BatchAppendReq.ProposedMessage[];
  readonly bytes: number;
}

function propose(stream: string, events: readonly NewEvent[]): Proposal {
  if (events.length === 0) throw new Error(`an append to ${stream} has no events`);
  let bytes = 0;
  let shared: Metadata | undefined; // events of one append mostly share theirs
  let metadataJson: Buffer = NOTHING;
  const messages = events.map(({ id, type, data, metadata }) => {
    const dataJson = json(data);
    if (metadata !== shared) metadataJson = json(writtenMetadata(metadata));
    shared = metadata;
    bytes += Buffer.byteLength(type) + dataJson.length + metadataJson.length - RENAMED;
    const message = new BatchAppendReq.ProposedMessage()
      .setId(new UUID().setString(id))
      .setData(dataJson)
      .setCustomMetadata(metadataJson);
    message.getMetadataMap().set('type', type).set('content-type', 'application/json');
    return message;
  });
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(stream, bytes);
  return { messages, bytes };
}

/** @throws TypeError */
function json(value: object): Buffer {
  const text: unknown = JSON.stringify(value);
  if (typeof text !== 'string') throw new TypeError('JSON cannot hold an event');
  return Buffer.from(text);
}

function appendedAt(success: BatchAppendResp.Success | undefined): {
  readonly revision: number;
  readonly position: bigint;
} {
  const place = success?.getPosition();
  if (success === undefined || place === undefined)
    throw new Error('the server did not say where the append is in the log');
  return { revision: Number(success.getCurrentRevision()), position: BigInt(place.getCommitPosition()) };
}
