import { createHash } from 'node:crypto';
import type { MemoryLog, StoredEvent } from './memory-log';

export interface GroupSettings {
  /** `$all` or a stream. */
  readonly source: string;
  readonly group: string;
  readonly isWanted: (event: StoredEvent) => boolean;
  /** Where in the log it begins. */
  readonly firstIndex: number;
  readonly maxRetryCount: number;
  /** 0: any number. */
  readonly maxSubscriberCount: number;
  readonly messageTimeoutMs: number;
  /** All events of a stream go to the same consumer, as long as consumers don't come and go. */
  readonly isPinned: boolean;
}

export interface Message {
  readonly event: StoredEvent;
  /** Set when it was parked and comes again. */
  readonly link: StoredEvent | null;
  readonly retryCount: number;
}

export interface Consumer {
  /** How many messages it may have that it has not answered for. */
  readonly bufferSize: number;
  send(message: Message): void;
  end(): void;
}

interface Connection {
  readonly consumer: Consumer;
  readonly inFlight: Map<string, { readonly message: Message; readonly timer: NodeJS.Timeout }>;
}

/** One persistent subscription: hands each event to one of its consumers, until somebody acknowledges it. */
export class PersistentGroup {
  private readonly connections: Connection[] = [];
  private readonly again: Message[] = [];
  private readonly stopListening: () => void;
  private index: number;
  private turn = 0;
  private replayed = 0;

  constructor(
    private readonly log: MemoryLog,
    readonly settings: GroupSettings,
  ) {
    this.index = settings.firstIndex;
    this.stopListening = log.onAppend(() => {
      this.hand();
    });
  }

  get isFull(): boolean {
    const { maxSubscriberCount } = this.settings;
    return maxSubscriberCount > 0 && this.connections.length >= maxSubscriberCount;
  }

  connect(consumer: Consumer): void {
    this.connections.push({ consumer, inFlight: new Map() });
    this.hand();
  }

  /** What it had goes to others. */
  disconnect(consumer: Consumer): void {
    const index = this.connections.findIndex((connection) => connection.consumer === consumer);
    const [left] = index < 0 ? [] : this.connections.splice(index, 1);
    for (const id of left?.inFlight.keys() ?? []) this.retry(left, id);
    this.hand();
  }

  acknowledge(consumer: Consumer, ids: readonly string[]): void {
    for (const id of ids) this.settle(this.connectionOf(consumer), id);
    this.hand();
  }

  refuse(consumer: Consumer, ids: readonly string[], action: 'retry' | 'park' | 'skip'): void {
    const connection = this.connectionOf(consumer);
    for (const id of ids) {
      if (action === 'retry') this.retry(connection, id);
      else {
        const message = this.settle(connection, id);
        if (message !== undefined && action === 'park') this.park(message);
      }
    }
    this.hand();
  }

  replayParked(): void {
    const parked = this.log.visible(this.parkedStream()) ?? [];
    for (const link of parked.slice(this.replayed)) {
      const [revision, stream = ''] = Buffer.from(link.data).toString().split(/@(.*)/s);
      const event = this.log.visible(stream)?.find((one) => String(one.revision) === revision);
      if (event !== undefined) this.again.push({ event, link, retryCount: 0 });
    }
    this.replayed = parked.length;
    this.hand();
  }

  close(): void {
    this.stopListening();
    for (const { consumer } of this.connections.splice(0)) consumer.end();
  }

  private hand(): void {
    for (;;) {
      const message = this.again[0] ?? this.fromLog();
      const connection = message && this.choose(message.event);
      if (message === undefined || connection === undefined) return;
      if (this.again.length > 0) this.again.shift();
      else this.index++;
      const id = idOf(message);
      const timer = setTimeout(() => {
        this.retry(connection, id);
        this.hand();
      }, this.settings.messageTimeoutMs).unref();
      connection.inFlight.set(id, { message, timer });
      connection.consumer.send(message);
    }
  }

  private fromLog(): Message | undefined {
    for (; ; this.index++) {
      const event = this.log.all[this.index];
      if (event === undefined) return undefined;
      if (this.settings.isWanted(event)) return { event, link: null, retryCount: 0 };
    }
  }

  private choose({ stream }: StoredEvent): Connection | undefined {
    const hasRoom = ({ consumer, inFlight }: Connection): boolean => inFlight.size < consumer.bufferSize;
    if (this.settings.isPinned) {
      const pin = createHash('sha256').update(stream).digest().readUInt32BE() % Math.max(this.connections.length, 1);
      return this.connections.slice(pin, pin + 1).find(hasRoom);
    }
    this.turn++;
    const { length } = this.connections;
    return this.connections
      .map((_, i) => this.connections[(i + this.turn) % length])
      .find((connection) => connection !== undefined && hasRoom(connection));
  }

  private retry(connection: Connection | undefined, id: string): void {
    const message = this.settle(connection, id);
    if (message === undefined) return;
    const retryCount = message.retryCount + 1;
    if (retryCount > this.settings.maxRetryCount) this.park(message);
    else this.again.push({ ...message, retryCount });
  }

  private park({ event }: Message): void {
    const data = Buffer.from(`${event.revision}@${event.stream}`);
    const link = { id: crypto.randomUUID(), type: '$>', contentType: 'application/octet-stream', data };
    this.log.append(this.parkedStream(), 'any', [{ ...link, metadata: Buffer.alloc(0) }]);
  }

  private settle(connection: Connection | undefined, id: string): Message | undefined {
    const held = connection?.inFlight.get(id);
    clearTimeout(held?.timer);
    connection?.inFlight.delete(id);
    return held?.message;
  }

  private connectionOf(consumer: Consumer): Connection | undefined {
    return this.connections.find((connection) => connection.consumer === consumer);
  }

  private parkedStream(): string {
    return `$persistentsubscription-${this.settings.source}::${this.settings.group}-parked`;
  }
}

const idOf = ({ event, link }: Message): string => (link ?? event).id;
