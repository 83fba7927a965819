import { serviceNow } from '../words/clock';
import { StreamParser } from './event-stream';
import type { StreamEvent } from './event-stream';
import { Store } from './store';
import { sessionEnded } from './session';

/** Whether what is shown is as new as it can be; `since`: when it was so last, in milliseconds of the service's clock. */
export type Liveness =
  | { readonly status: 'off' | 'live' }
  | { readonly status: 'connecting'; readonly since: number }
  | { readonly status: 'lost'; readonly since: number };

/** A stream that lives says something at least every 15 s. */
const SILENCE_MS = 35_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 2_000;

interface Hearing {
  /** A run changed: JSON. */
  run(data: string): void;
  /** What changed meanwhile is not known: everything is to be read anew. */
  reset(): void;
}

/**
 * The one stream of a tab. It is open while the tab is looked at, since a browser has only six connections to a host for
 * all its tabs; it goes on where it was left.
 */
export class Live {
  readonly liveness = new Store<Liveness>({ status: 'off' });
  private lastEventId: string | null = null;
  private connection: AbortController | null = null;
  private heardAt = 0;

  /** @param beginning the position of the first answer that the page was made of, null when there is none in time */
  constructor(
    private readonly hearing: Hearing,
    private readonly beginning: () => Promise<string | null>,
  ) {}

  /** Follows until it is told to end. */
  start(): () => void {
    const look = (): void => {
      if (document.visibilityState === 'visible') void this.follow();
      else this.leave();
    };
    const watch = setInterval(() => {
      if (this.connection !== null && performance.now() - this.heardAt > SILENCE_MS) this.connection.abort();
    }, 1_000);
    document.addEventListener('visibilitychange', look);
    look();
    return () => {
      document.removeEventListener('visibilitychange', look);
      clearInterval(watch);
      this.leave();
    };
  }

  private leave(): void {
    const { connection } = this;
    this.connection = null;
    connection?.abort();
    this.liveness.set({ status: 'off' });
  }

  private async follow(): Promise<void> {
    if (this.connection !== null) return;
    let since = serviceNow();
    this.liveness.set({ status: 'connecting', since });
    for (let retry = FIRST_RETRY_MS; ; retry = Math.min(retry * 2, LAST_RETRY_MS)) {
      const connection = new AbortController();
      this.connection = connection;
      const lived = await this.connect(connection);
      if (this.connection !== connection) return;
      if (lived) [since, retry] = [serviceNow(), FIRST_RETRY_MS];
      this.liveness.set({ status: 'lost', since });
      await new Promise((resolve) => setTimeout(resolve, retry));
      if (this.connection !== connection) return;
    }
  }

  /** Until the stream ends. @returns whether it was one */
  private async connect(connection: AbortController): Promise<boolean> {
    this.heardAt = performance.now();
    let lived = false;
    try {
      this.lastEventId ??= await this.beginning();
      const headers = this.lastEventId === null ? {} : { 'last-event-id': this.lastEventId };
      const response = await fetch('/api/automations/runs/changes', { headers, signal: connection.signal });
      if (response.status === 401) sessionEnded();
      if (response.status === 400) this.beginAnew();
      if (!response.ok || response.body === null) return false;
      if (this.connection !== connection) return false;
      this.liveness.set({ status: 'live' });
      lived = true;
      const parser = new StreamParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        this.heardAt = performance.now();
        for (const event of parser.push(piece.value)) this.hear(event);
      }
    } catch {
      // The stream broke, or was left: whoever called looks which.
    }
    return lived;
  }

  /** The position is none of this ledger. */
  private beginAnew(): void {
    this.lastEventId = null;
    this.hearing.reset();
  }

  private hear({ type, data, id }: StreamEvent): void {
    if (id !== null) this.lastEventId = id;
    if (type === 'run' && data !== '') this.hearing.run(data);
    if (type === 'reset') this.hearing.reset();
  }
}
