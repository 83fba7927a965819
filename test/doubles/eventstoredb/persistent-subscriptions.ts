import { status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerDuplexStream, ServerUnaryCall } from '@grpc/grpc-js';
import {
  CreateReq,
  CreateResp,
  DeleteReq,
  DeleteResp,
  GetInfoReq,
  GetInfoResp,
  ReadReq,
  ReadResp,
  ReplayParkedReq,
  ReplayParkedResp,
  SubscriptionInfo,
} from '@eventstore/db-client/generated/persistent_pb';
import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import type { MemoryLog } from './memory-log';
import { idOf, nameOf, recordedMessage } from './messages';
import { PersistentGroup } from './persistent-group';
import type { Consumer, GroupSettings } from './persistent-group';
import { refusal } from './refusals';
import { matching } from './which-events';

/** What every request names its group by. */
interface GroupName {
  getStreamIdentifier(): StreamIdentifier | undefined;
  getGroupName(): string;
}
type Unary<Req, Resp> = (call: ServerUnaryCall<Req, Resp>, answer: sendUnaryData<Resp>) => void;

/** The service of persistent subscriptions. */
export class PersistentSubscriptions {
  private readonly groups = new Map<string, PersistentGroup>();

  constructor(private readonly log: MemoryLog) {}

  readonly create: Unary<CreateReq, CreateResp> = ({ request }, answer) => {
    const options = request.getOptions() ?? new CreateReq.Options();
    const key = keyOf(options);
    if (this.groups.has(key)) {
      answer(groupRefusal(status.ALREADY_EXISTS, options, 'persistent-subscription-exists', 'exists.'));
      return;
    }
    this.groups.set(key, new PersistentGroup(this.log, settingsOf(options, this.log)));
    answer(null, new CreateResp());
  };

  readonly delete: Unary<DeleteReq, DeleteResp> = ({ request }, answer) => {
    const options = request.getOptions() ?? new DeleteReq.Options();
    const group = this.groups.get(keyOf(options));
    if (group === undefined) {
      answer(missing(options));
      return;
    }
    group.close();
    this.groups.delete(keyOf(options));
    answer(null, new DeleteResp());
  };

  readonly replayParked: Unary<ReplayParkedReq, ReplayParkedResp> = ({ request }, answer) => {
    const options = request.getOptions() ?? new ReplayParkedReq.Options();
    const group = this.groups.get(keyOf(options));
    group?.replayParked();
    if (group === undefined) answer(missing(options));
    else answer(null, new ReplayParkedResp());
  };

  readonly getInfo: Unary<GetInfoReq, GetInfoResp> = ({ request }, answer) => {
    const options = request.getOptions() ?? new GetInfoReq.Options();
    const group = this.groups.get(keyOf(options));
    if (group === undefined) {
      answer(missing(options));
      return;
    }
    const { source, group: name } = group.settings;
    const info = new SubscriptionInfo().setEventSource(source).setGroupName(name).setStatus('Live');
    answer(null, new GetInfoResp().setSubscriptionInfo(info));
  };

  readonly read = (call: ServerDuplexStream<ReadReq, ReadResp>): void => {
    call.once('data', (first: ReadReq) => {
      const options = first.getOptions() ?? new ReadReq.Options();
      const group = this.groups.get(keyOf(options));
      if (group === undefined) call.emit('error', missing(options));
      else if (group.isFull) {
        const [exception, reason] = [
          'maximum-subscribers-reached',
          'Maximum subscriptions reached for subscription group',
        ];
        const message = `${reason} ${options.getGroupName()} on stream ${sourceOf(options)}.`;
        call.emit('error', refusal(status.FAILED_PRECONDITION, message, { exception, ...names(options) }));
      } else consume(call, group, options.getBufferSize());
    });
  };
}

function consume(call: ServerDuplexStream<ReadReq, ReadResp>, group: PersistentGroup, bufferSize: number): void {
  const consumer: Consumer = {
    bufferSize,
    send: ({ event, link, retryCount }) => {
      const message = new ReadResp.ReadEvent()
        .setEvent(recordedMessage(new ReadResp.ReadEvent.RecordedEvent(), event))
        .setCommitPosition(event.position.toString())
        .setRetryCount(retryCount);
      if (link !== null) message.setLink(recordedMessage(new ReadResp.ReadEvent.RecordedEvent(), link));
      call.write(new ReadResp().setEvent(message));
    },
    end: () => {
      call.end();
    },
  };
  const confirmation = new ReadResp.SubscriptionConfirmation().setSubscriptionId(crypto.randomUUID());
  call.write(new ReadResp().setSubscriptionConfirmation(confirmation));
  call.on('data', (request: ReadReq) => {
    const [ack, nack] = [request.getAck(), request.getNack()];
    if (ack !== undefined) group.acknowledge(consumer, ack.getIdsList().map(idOf));
    if (nack !== undefined) group.refuse(consumer, nack.getIdsList().map(idOf), actionOf(nack));
  });
  const leave = (): void => {
    group.disconnect(consumer);
  };
  call.once('cancelled', leave).once('close', leave).once('end', leave);
  group.connect(consumer);
}

function actionOf(nack: ReadReq.Nack): 'retry' | 'park' | 'skip' {
  if (nack.getAction() === ReadReq.Nack.Action.PARK) return 'park';
  return nack.getAction() === ReadReq.Nack.Action.RETRY ? 'retry' : 'skip';
}

function settingsOf(options: CreateReq.Options, log: MemoryLog): GroupSettings {
  const settings = options.getSettings() ?? new CreateReq.Settings();
  const [source, all] = [sourceOf(options), options.getAll()];
  const from = BigInt(settings.getRevision());
  const ofAll = matching(all?.getFilter());
  return {
    source,
    group: options.getGroupName(),
    isWanted: all === undefined ? ({ stream, revision }) => stream === source && BigInt(revision) >= from : ofAll,
    firstIndex: all?.hasEnd() ? log.all.length : 0,
    maxRetryCount: settings.getMaxRetryCount(),
    maxSubscriberCount: settings.getMaxSubscriberCount(),
    messageTimeoutMs: settings.getMessageTimeoutMs(),
    isPinned: settings.getNamedConsumerStrategy() === CreateReq.ConsumerStrategy.PINNED,
  };
}

const sourceOf = (options: GroupName): string => nameOf(options.getStreamIdentifier()) || '$all';
const keyOf = (options: GroupName): string => `${sourceOf(options)}::${options.getGroupName()}`;
const names = (options: GroupName) => ({ 'stream-name': sourceOf(options), 'group-name': options.getGroupName() });

const groupRefusal = (code: status, options: GroupName, exception: string, reason: string) =>
  refusal(code, `Subscription group ${options.getGroupName()} on stream ${sourceOf(options)} ${reason}`, {
    exception,
    ...names(options),
  });

const missing = (options: GroupName) =>
  groupRefusal(status.NOT_FOUND, options, 'persistent-subscription-does-not-exist', 'does not exist.');
