import type { EventStoreDBClient } from '@eventstore/db-client';
import { Empty } from '@eventstore/db-client/generated/shared_pb';
import { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { openCall } from './driver';
import type { How } from './driver';
import { readWithin } from './read';

/** Where an event stands: all that is read of it. */
export interface EventPlace {
  readonly stream: string;
  readonly revision: number;
  /** In the log, as the server numbers it. */
  readonly position: bigint;
}

/** Events that the server looks at in one go. */
const WINDOW = 500;

/**
 * The log from the event at a position on, inclusive, to its end or until there are `limit`: only the streams that begin
 * with a prefix. The driver reads the whole log only, or stays subscribed.
 *
 * @throws TimedOut, and what the driver says
 */
export async function readFiltered(
  client: EventStoreDBClient,
  how: How,
  { prefixes, from, limit }: { readonly prefixes: readonly string[]; readonly from: bigint; readonly limit: number },
  ms: number,
): Promise<readonly EventPlace[]> {
  const position = new ReadReq.Options.Position().setCommitPosition(String(from)).setPreparePosition(String(from));
  const named = new ReadReq.Options.FilterOptions.Expression().setPrefixList([...prefixes]);
  const options = new ReadReq.Options()
    .setAll(new ReadReq.Options.AllOptions().setPosition(position))
    .setFilter(
      new ReadReq.Options.FilterOptions().setStreamIdentifier(named).setMax(WINDOW).setCheckpointintervalmultiplier(1),
    )
    .setReadDirection(ReadReq.Options.ReadDirection.FORWARDS)
    .setCount(String(limit))
    .setUuidOption(new ReadReq.Options.UUIDOption().setString(new Empty()));
  const call = await openCall(client, how, (streams, ...args) =>
    streams.read(new ReadReq().setOptions(options), ...args),
  );
  return (await readWithin<ReadResp>(ms, 'a look at the log', call)).flatMap(placeOf);
}

/** Of an answer that holds an event. */
function placeOf(answer: ReadResp): readonly EventPlace[] {
  const event = answer.getEvent()?.getEvent();
  if (event === undefined) return [];
  const name = event.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array();
  const [revision, position] = [Number(event.getStreamRevision()), BigInt(event.getCommitPosition())];
  return [{ stream: Buffer.from(name).toString(), revision, position }];
}
