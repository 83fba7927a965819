import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ClusterInfo, EndPoint, MemberInfo } from '@eventstore/db-client/generated/gossip_pb';
import { PersistentSubscriptionsService } from '@eventstore/db-client/generated/persistent_grpc_pb';
import { UUID } from '@eventstore/db-client/generated/shared_pb';
import type { Empty } from '@eventstore/db-client/generated/shared_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { appendHandler, deleteHandler, tombstoneHandler } from './appending';
import { batchAppendHandler } from './batch-appending';
import { Faults } from './faults';
import { MemoryLog } from './memory-log';
import { PersistentSubscriptions } from './persistent-subscriptions';
import { readHandler } from './reading';
import { unavailable } from './refusals';
import { Subscriptions } from './subscriptions';

const HOST = '127.0.0.1';

/**
 * An EventStoreDB as far as its driver can see: the same services over a real socket, the answers that a real server
 * gives (observations.ts), events in memory, and faults to order.
 */
export class EventStoreDbDouble {
  readonly log = new MemoryLog();
  readonly faults = new Faults();
  /** Every stream that was read, once for each call; the whole log is `$all`. Subscriptions are not among them. */
  readonly reads: string[] = [];
  private readonly subscriptions = new Subscriptions(this.log, this.faults);
  private readonly persistent = new PersistentSubscriptions(this.log);
  private server = new Server();

  private constructor(private boundTo: number) {}

  /** @param port 0: any that is free */
  static async start(port = 0): Promise<EventStoreDbDouble> {
    const double = new EventStoreDbDouble(port);
    await double.listen();
    return double;
  }

  get port(): number {
    return this.boundTo;
  }

  get url(): string {
    return `esdb://${HOST}:${this.port}?tls=false`;
  }

  /** Every call under way is cut off; the events stay. */
  stop(): void {
    this.server.forceShutdown();
  }

  /** At the same address, with the same events. */
  async listen(): Promise<void> {
    this.server = new Server({ 'grpc.max_receive_message_length': -1 });
    this.server.addService(StreamsService, {
      read: readHandler(this.log, this.faults, this.subscriptions, this.reads),
      append: appendHandler(this.log, this.faults),
      batchAppend: batchAppendHandler(this.log, this.faults),
      delete: deleteHandler(this.log),
      tombstone: tombstoneHandler(this.log),
    });
    const { create, delete: remove, read, getInfo, replayParked } = this.persistent;
    this.server.addService(PersistentSubscriptionsService, { create, delete: remove, read, getInfo, replayParked });
    this.server.addService(ServerFeaturesService, { getSupportedMethods: supportedMethods });
    this.server.addService(GossipService, { read: this.gossip });
    this.boundTo = await new Promise<number>((resolve, reject) => {
      this.server.bindAsync(`${HOST}:${this.port}`, ServerCredentials.createInsecure(), (error, port) => {
        if (error) reject(error);
        else resolve(port);
      });
    });
  }

  get subscriptionsStarted(): number {
    return this.subscriptions.started;
  }

  stallSubscriptions(): void {
    this.subscriptions.stall();
  }

  dropSubscriptions(how: 'error' | 'end'): void {
    this.subscriptions.drop(how);
  }

  private readonly gossip = (_call: ServerUnaryCall<Empty, ClusterInfo>, answer: sendUnaryData<ClusterInfo>): void => {
    const member = new MemberInfo()
      .setInstanceId(new UUID().setString(crypto.randomUUID()))
      .setState(MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new EndPoint().setAddress(HOST).setPort(this.port));
    if (this.faults.refuses()) answer(unavailable());
    else answer(null, new ClusterInfo().setMembersList([member]));
  };
}

/** By these the driver decides which calls it makes. */
function supportedMethods(
  _call: ServerUnaryCall<Empty, SupportedMethods>,
  answer: sendUnaryData<SupportedMethods>,
): void {
  const services = [StreamsService, PersistentSubscriptionsService];
  const methods = services
    .flatMap((service) => Object.values(service))
    .map(({ path }: { path: string }) => {
      const [, service = '', method = ''] = path.toLowerCase().split('/');
      return new SupportedMethod().setServiceName(service).setMethodName(method).setFeaturesList(['stream', 'all']);
    });
  answer(null, new SupportedMethods().setEventStoreServerVersion('24.6.0').setMethodsList(methods));
}
