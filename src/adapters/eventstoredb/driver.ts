import { EventStoreDBClient } from '@eventstore/db-client';
import type { Credentials } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { Log } from '../../kernel/log';

/** Metadata and options of one call. */
type CallArguments = Required<Parameters<StreamsClient['batchAppend']>>;

/** How a call is made. */
export interface How {
  readonly credentials: Credentials;
  /** Of a cluster only the leader knows what was acknowledged last. */
  readonly requiresLeader: true;
}

/** What the driver's client has for itself. */
interface Inside {
  getGRPCClient(service: typeof StreamsClient, name: string): Promise<StreamsClient>;
  callArguments(how: How, call: { readonly deadline: number }): CallArguments;
  readonly handleError: (failed: StreamsClient, error: Error) => Promise<void>;
  /** What is cancelled when the client is disposed of. */
  readonly disposableStreams: Set<object>;
}

const INSIDE: readonly (keyof Inside)[] = ['getGRPCClient', 'callArguments', 'handleError'];

/**
 * The driver's client. Of its own accord it reconnects after an error, and leaves the promise of that to nobody: while no
 * node of a cluster can be found it rejects, which would end the process. The call that met the error has it anyway.
 */
export function openClient(url: string, log: Log): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(url);
  const { handleError } = insideOf(client);
  const reconnect: Inside['handleError'] = (failed, error) =>
    handleError(failed, error).catch((reason: unknown) => {
      log.debug('the event store cannot be reached', { error: String(reason) });
    });
  Reflect.set(client, 'handleError', reconnect);
  return client;
}

type Call = ReturnType<StreamsClient['read'] | StreamsClient['batchAppend']>;

/** gRPC's code of a call that was ended by who made it. */
const CANCELLED = 1;

/** Calls that the driver has no method for, over its connection and with its reconnecting. They have no deadline, and end with the client. */
export class Calls {
  private readonly inside: Inside;
  private readonly how: CallArguments;

  constructor(client: EventStoreDBClient, how: How) {
    this.inside = insideOf(client);
    this.how = this.inside.callArguments(how, { deadline: Infinity });
  }

  /** @throws what the driver says while no node of a cluster can be found */
  async open<C extends Call>(make: (streams: StreamsClient, ...args: CallArguments) => C): Promise<C> {
    const { inside } = this;
    const streams = await inside.getGRPCClient(StreamsClient, 'a call of ours');
    const call: Call = make(streams, ...this.how);
    inside.disposableStreams.add(call);
    const over = (): void => {
      inside.disposableStreams.delete(call);
    };
    call.on('end', over);
    call.on('error', (error: Error & { readonly code?: unknown }) => {
      over();
      if (error.code !== CANCELLED) void inside.handleError(streams, error);
    });
    return call as C;
  }
}

function insideOf(client: EventStoreDBClient): Inside {
  if (INSIDE.some((name) => typeof Reflect.get(client, name) !== 'function'))
    throw new Error('this version of the driver makes its calls in another way');
  return client as unknown as Inside;
}
