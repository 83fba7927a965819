/** What a client wants to store. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface StoredEvent extends ProposedEvent {
  readonly stream: string;
  readonly revision: number;
  /** The byte where it begins in the log: grows, with gaps. */
  readonly position: bigint;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

export type ExpectedRevision = number | 'no_stream' | 'any' | 'stream_exists';

export type AppendOutcome =
  | { readonly kind: 'stored'; readonly revision: number; readonly position: bigint }
  | { readonly kind: 'conflict'; readonly actual: number | null }
  | { readonly kind: 'deleted' };

interface Stream {
  readonly events: StoredEvent[];
  readonly revisionOf: Map<string, number>;
  truncateBefore: number;
  maxCount: number;
  tombstoned: boolean;
}

const NO_EVENT = -1;
/** Where a deleted stream is truncated. */
const EVERYTHING = Infinity;
/** A real server writes of itself too; here after every so many events. */
const SYSTEM_EVENT_EVERY = 32;

/** The events of an EventStoreDB, in memory, with its rules for appending. */
export class MemoryLog {
  /** In the order of positions. */
  readonly all: StoredEvent[] = [];
  private readonly streams = new Map<string, Stream>();
  private readonly listeners = new Set<() => void>();
  private end = 0n;

  constructor() {
    this.writeSystemEvent('$$$settings', '$metadata');
    this.writeSystemEvent('$users', '$UserCreated');
  }

  append(name: string, expected: ExpectedRevision, events: readonly ProposedEvent[]): AppendOutcome {
    const stream = this.stream(name);
    if (stream.tombstoned) return { kind: 'deleted' };
    const decision = decide(stream, expected, events);
    if (decision === 'conflict') return { kind: 'conflict', actual: currentRevision(stream) };
    if (decision !== 'write') return this.stored(stream, decision);
    if (events.length === 0) return { kind: 'stored', revision: 0, position: this.end };
    if (isDeleted(stream)) stream.truncateBefore = stream.events.length;
    for (const event of events) this.write(name, stream, event);
    for (const listener of this.listeners) listener();
    return this.stored(stream, stream.events.length - 1);
  }

  /** Hides what there is; the next events go on numbering. */
  delete(name: string, expected: ExpectedRevision): AppendOutcome {
    const stream = this.stream(name);
    if (stream.tombstoned) return { kind: 'deleted' };
    if (decide(stream, expected, []) !== 'write') return { kind: 'conflict', actual: currentRevision(stream) };
    stream.truncateBefore = EVERYTHING;
    return {
      kind: 'stored',
      revision: stream.events.length - 1,
      position: this.writeSystemEvent(`$$${name}`, '$metadata'),
    };
  }

  /** Closes a stream for ever. */
  tombstone(name: string, expected: ExpectedRevision): AppendOutcome {
    const outcome = this.delete(name, expected);
    if (outcome.kind === 'stored') this.stream(name).tombstoned = true;
    return outcome;
  }

  isTombstoned(name: string): boolean {
    return this.streams.get(name)?.tombstoned ?? false;
  }

  /** The events that a reader sees; undefined when there is no stream, or none any more. */
  visible(name: string): readonly StoredEvent[] | undefined {
    const stream = this.streams.get(name);
    if (stream === undefined || stream.events.length === 0 || isDeleted(stream)) return undefined;
    return stream.events.slice(Math.max(stream.truncateBefore, stream.events.length - stream.maxCount, 0));
  }

  /** Where in `all` the event at a position is; undefined when no event begins there. */
  indexAt(position: bigint): number | undefined {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle]?.position ?? 0n) < position) low = middle + 1;
      else high = middle;
    }
    return this.all[low]?.position === position ? low : undefined;
  }

  /** As a server comes back from an older backup: what was written at this position and behind it is gone. */
  rewind(position: bigint): void {
    const kept = this.all.filter((event) => event.position < position);
    this.all.splice(0, this.all.length, ...kept);
    this.streams.clear();
    for (const event of kept) {
      const stream = this.stream(event.stream);
      stream.events.push(event);
      stream.revisionOf.set(event.id, event.revision);
    }
    this.end = position;
  }

  /** Calls after every append. @returns what ends it */
  onAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private stream(name: string): Stream {
    const known = this.streams.get(name);
    if (known !== undefined) return known;
    const fresh: Stream = {
      events: [],
      revisionOf: new Map(),
      truncateBefore: 0,
      maxCount: Infinity,
      tombstoned: false,
    };
    this.streams.set(name, fresh);
    return fresh;
  }

  private stored(stream: Stream, revision: number): AppendOutcome {
    return { kind: 'stored', revision, position: stream.events[revision]?.position ?? this.end };
  }

  private write(name: string, stream: Stream, event: ProposedEvent): void {
    const stored = { ...event, stream: name, revision: stream.events.length, position: this.end, created: Date.now() };
    this.end += BigInt(100 + name.length + event.type.length + event.data.length + event.metadata.length);
    stream.events.push(stored);
    stream.revisionOf.set(event.id, stored.revision);
    this.all.push(stored);
    if (name.startsWith('$$')) this.applyMetadata(name.slice(2), event);
    if (this.all.length % SYSTEM_EVENT_EVERY === 0) this.writeSystemEvent('$stats-127.0.0.1:2113', '$statsCollected');
  }

  private applyMetadata(name: string, { data }: ProposedEvent): void {
    const settings = JSON.parse(Buffer.from(data).toString()) as { $maxCount?: number; $tb?: number };
    const stream = this.stream(name);
    stream.maxCount = settings.$maxCount ?? Infinity;
    stream.truncateBefore = settings.$tb ?? stream.truncateBefore;
  }

  private writeSystemEvent(name: string, type: string): bigint {
    const position = this.end;
    const [data, metadata] = [Buffer.from('{}'), Buffer.alloc(0)];
    this.write(name, this.stream(name), {
      id: crypto.randomUUID(),
      type,
      contentType: 'application/json',
      data,
      metadata,
    });
    return position;
  }
}

const isDeleted = ({ truncateBefore }: Stream): boolean => truncateBefore === EVERYTHING;
const currentRevision = ({ events }: Stream): number | null => (events.length === 0 ? null : events.length - 1);

/** `write`, `conflict`, or the revision of the last event when the same events stand there already. */
function decide(
  stream: Stream,
  expected: ExpectedRevision,
  events: readonly ProposedEvent[],
): 'write' | 'conflict' | number {
  const current = stream.events.length - 1;
  if (expected === 'any' || expected === 'stream_exists') {
    if (expected === 'stream_exists' && current === NO_EVENT) return 'conflict';
    const known = events.map(({ id }) => stream.revisionOf.get(id));
    const last = known.at(-1);
    if (known[0] === undefined) return 'write';
    return last === undefined || known.includes(undefined) ? 'conflict' : last;
  }
  const revision = expected === 'no_stream' ? NO_EVENT : expected;
  if (revision === current) return 'write';
  if (revision > current) return 'conflict';
  const standing = events.map(({ id }, i) => stream.events[revision + 1 + i]?.id === id);
  if (standing.length > 0 && standing.every(Boolean)) return revision + events.length;
  return expected === 'no_stream' && isDeleted(stream) && standing[0] !== true ? 'write' : 'conflict';
}
