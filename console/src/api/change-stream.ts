import { StreamParser } from './event-stream';
import type { StreamEvent } from './event-stream';

/** `refused`: nobody is signed in any more; it is not tried again until it is asked for. */
export type StreamStatus = 'off' | 'connecting' | 'live' | 'lost' | 'refused';

/** What is heard from the stream. */
export type Heard =
  /** `silentMs`: for how long already it was not to be trusted by then, in milliseconds. */
  | { readonly type: 'status'; readonly status: StreamStatus; readonly silentMs: number }
  /** A run changed: JSON. */
  | { readonly type: 'run'; readonly data: string }
  /** What changed meanwhile is not known: everything is to be read anew. */
  | { readonly type: 'reset' };

/** A stream that lives says something at least every 15 s. */
const SILENCE_MS = 20_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 2_000;

/** Follows runs as they change, and goes on where it was left. Without a page: it may live in a worker. */
export class ChangeStream {
  private status: StreamStatus = 'off';
  private lastEventId: string | null = null;
  private connection: AbortController | null = null;
  /** By the clock on the wall: others stand still while the machine sleeps. Milliseconds since the epoch. */
  private heardAt = Date.now();

  /** @param beginning where to begin: the position of the first answer that a page was made of; null when there is none in time */
  constructor(
    private readonly hear: (heard: Heard) => void,
    private readonly beginning: () => Promise<string | null>,
  ) {
    setInterval(() => {
      if (Date.now() - this.heardAt > SILENCE_MS) this.interrupt();
    }, 1_000);
  }

  get now(): StreamStatus {
    return this.status;
  }

  /** What it has is not to be trusted: it is begun again where it was. */
  interrupt(): void {
    this.connection?.abort();
  }

  open(): void {
    if (this.connection === null) void this.follow();
  }

  /** @param forget it begins anew the next time: nobody is left to whom the place means anything */
  close(forget: boolean): void {
    const { connection } = this;
    this.connection = null;
    connection?.abort();
    if (forget) this.lastEventId = null;
    this.say('off');
  }

  private say(status: StreamStatus, silentMs = 0): void {
    if (status === this.status) return;
    this.status = status;
    this.hear({ type: 'status', status, silentMs });
  }

  private async follow(): Promise<void> {
    this.say('connecting');
    for (let retry = FIRST_RETRY_MS; ; retry = Math.min(retry * 2, LAST_RETRY_MS)) {
      const connection = new AbortController();
      this.connection = connection;
      const outcome = await this.connect(connection);
      if (this.connection !== connection) return;
      if (outcome === 'refused') {
        this.connection = null;
        this.say('refused');
        return;
      }
      if (outcome === 'lived') retry = FIRST_RETRY_MS;
      this.say('lost', connection.signal.aborted ? Math.max(0, Date.now() - this.heardAt) : 0);
      await new Promise((resolve) => setTimeout(resolve, retry));
      if (this.connection !== connection) return;
    }
  }

  /** Until the stream ends. */
  private async connect(connection: AbortController): Promise<'failed' | 'lived' | 'refused'> {
    this.heardAt = Date.now();
    let lived = false;
    try {
      this.lastEventId ??= await this.beginning();
      const headers = this.lastEventId === null ? {} : { 'last-event-id': this.lastEventId };
      const response = await fetch('/api/automations/runs/changes', { headers, signal: connection.signal });
      if (response.status === 401) return 'refused';
      if (response.status === 400) this.beginAnew();
      if (!response.ok || response.body === null || this.connection !== connection) return 'failed';
      lived = true;
      this.say('live');
      const parser = new StreamParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        this.heardAt = Date.now();
        for (const event of parser.push(piece.value)) this.take(event);
      }
    } catch {
      // It broke, or was closed: whoever called looks which.
    }
    return lived ? 'lived' : 'failed';
  }

  /** The position is none of this ledger. */
  private beginAnew(): void {
    this.lastEventId = null;
    this.hear({ type: 'reset' });
  }

  private take({ type, data, id }: StreamEvent): void {
    if (id !== null) this.lastEventId = id;
    if (type === 'run' && data !== '') this.hear({ type: 'run', data });
    if (type === 'reset') this.hear({ type: 'reset' });
  }
}
