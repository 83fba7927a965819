import type { ResolvedEvent } from '@eventstore/db-client';
import { convertGrpcEvent, convertToCommandError } from '@eventstore/db-client/dist/utils';
import { Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Calls } from './driver';
import { readWithin } from './read';

/** Where an event stands: all that is read of it. */
interface EventPlace {
  readonly stream: string;
  readonly revision: number;
  /** In the log, as the server numbers it. */
  readonly position: bigint;
}

export type Direction = 'forwards' | 'backwards';

/** Events that the server looks at in one go. */
const WINDOW = 500;

/**
 * What is read from the leader for decisions. The driver cannot read the log filtered unless it stays subscribed; its read
 * of a stream, most of all of one that is missing, costs several times what the call does.
 *
 * All throw TimedOut, and what the driver says.
 */
export class LeaderReads {
  /** @param ms how long one is waited for */
  constructor(
    private readonly calls: Calls,
    private readonly ms: number,
  ) {}

  /** At most `count` events of a stream from a revision on, or from where it begins in this direction. A missing one has none. */
  async stream(
    stream: string,
    direction: Direction,
    from: number | undefined,
    count: number,
  ): Promise<readonly ResolvedEvent[]> {
    const of = new ReadReq.Options.StreamOptions().setStreamIdentifier(
      new StreamIdentifier().setStreamName(Buffer.from(stream)),
    );
    if (from !== undefined) of.setRevision(String(from));
    else if (direction === 'forwards') of.setStart(new Empty());
    else of.setEnd(new Empty());
    const options = optionsOf(direction, count).setStream(of).setNoFilter(new Empty());
    const answers = await this.read(`a read of ${stream}`, options);
    return answers.flatMap((answer) => {
      const event = answer.getEvent();
      return event === undefined ? [] : [convertGrpcEvent<ResolvedEvent>(event)];
    });
  }

  /**
   * The log from the event at a position on, inclusive, to its end or until there are `limit`: only the streams that begin
   * with a prefix.
   */
  async filtered(prefixes: readonly string[], from: bigint, limit: number): Promise<readonly EventPlace[]> {
    const position = new ReadReq.Options.Position().setCommitPosition(String(from)).setPreparePosition(String(from));
    const named = new ReadReq.Options.FilterOptions.Expression().setPrefixList([...prefixes]);
    const options = optionsOf('forwards', limit)
      .setAll(new ReadReq.Options.AllOptions().setPosition(position))
      .setFilter(
        new ReadReq.Options.FilterOptions()
          .setStreamIdentifier(named)
          .setMax(WINDOW)
          .setCheckpointintervalmultiplier(1),
      );
    return (await this.read('a look at the log', options)).flatMap(placeOf);
  }

  /** Where the log ends, whatever stands there. */
  async end(): Promise<bigint> {
    const options = optionsOf('backwards', 1)
      .setAll(new ReadReq.Options.AllOptions().setEnd(new Empty()))
      .setNoFilter(new Empty());
    const [last] = (await this.read('a look at the end of the log', options)).flatMap(placeOf);
    return last?.position ?? 0n;
  }

  private async read(what: string, options: ReadReq.Options): Promise<readonly ReadResp[]> {
    const request = new ReadReq().setOptions(options);
    const call = await this.calls.open((streams, ...args) => streams.read(request, ...args));
    try {
      return await readWithin<ReadResp>(this.ms, what, call);
    } catch (error) {
      throw error instanceof Error ? convertToCommandError(error) : error;
    }
  }
}

const DIRECTIONS = {
  forwards: ReadReq.Options.ReadDirection.FORWARDS,
  backwards: ReadReq.Options.ReadDirection.BACKWARDS,
} as const;

const optionsOf = (direction: Direction, count: number): ReadReq.Options =>
  new ReadReq.Options()
    .setReadDirection(DIRECTIONS[direction])
    .setCount(String(count))
    .setUuidOption(new ReadReq.Options.UUIDOption().setString(new Empty()));

/** Of an answer that holds an event. */
function placeOf(answer: ReadResp): readonly EventPlace[] {
  const event = answer.getEvent()?.getEvent();
  if (event === undefined) return [];
  const name = event.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array();
  const [revision, position] = [Number(event.getStreamRevision()), BigInt(event.getCommitPosition())];
  return [{ stream: Buffer.from(name).toString(), revision, position }];
}
