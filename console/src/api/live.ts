import { serviceNow } from '../words/clock';
import { ChangeStream } from './change-stream';
import type { Heard, StreamStatus } from './change-stream';
import { sessionEnded } from './session';
import { Store } from './store';

/** What a tab tells the worker that has the stream of all tabs. */
export type FromTab =
  | { readonly type: 'visible'; readonly visible: boolean }
  | { readonly type: 'beginning'; readonly position: string | null }
  /** The machine says that it has no network. */
  | { readonly type: 'offline' }
  | { readonly type: 'bye' };

/** What it hears from there; `joined`: what the stream was when it came. */
export type ToTab = Heard | { readonly type: 'joined'; readonly status: StreamStatus };

/** Whether what is shown is as new as it can be; `since`: from when on it is not, in milliseconds of the service's clock. */
export interface Liveness {
  readonly status: StreamStatus;
  readonly since: number;
}

interface Hearing {
  /** A run changed: JSON. */
  run(data: string): void;
  /** Everything is to be read anew. */
  reset(): void;
}

/** The tab's part of the one stream that all tabs of a browser share; a stream of its own where they cannot. */
export class Live {
  readonly liveness = new Store<Liveness>({ status: 'off', since: serviceNow() });

  constructor(
    private readonly hearing: Hearing,
    private readonly beginning: () => Promise<string | null>,
  ) {}

  /** Follows while the tab is looked at, until it is told to end. */
  start(): () => void {
    const say = 'SharedWorker' in window ? this.shared() : this.alone();
    const look = (): void => {
      const visible = document.visibilityState === 'visible';
      say({ type: 'visible', visible });
      if (!visible) return;
      void this.beginning().then((position) => {
        say({ type: 'beginning', position });
      });
    };
    const leave = (): void => {
      say({ type: 'bye' });
      this.become('off');
    };
    const offline = (): void => {
      say({ type: 'offline' });
    };
    document.addEventListener('visibilitychange', look);
    addEventListener('offline', offline);
    addEventListener('pagehide', leave);
    addEventListener('pageshow', look);
    look();
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('offline', offline);
      removeEventListener('pagehide', leave);
      removeEventListener('pageshow', look);
      leave();
    };
  }

  private shared(): (said: FromTab) => void {
    const { port } = new SharedWorker(new URL('./change-stream.worker.ts', import.meta.url), { type: 'module' });
    port.onmessage = ({ data }: MessageEvent<ToTab>) => {
      this.hear(data);
    };
    return (said) => {
      port.postMessage(said);
    };
  }

  private alone(): (said: FromTab) => void {
    const stream = new ChangeStream((heard) => {
      this.hear(heard);
    }, this.beginning);
    return (said) => {
      if (said.type === 'offline') stream.interrupt();
      else if (said.type === 'visible' && said.visible) stream.open();
      else if (said.type !== 'beginning') stream.close(said.type === 'bye');
    };
  }

  private hear(heard: ToTab): void {
    switch (heard.type) {
      case 'run':
        this.hearing.run(heard.data);
        break;
      case 'reset':
        this.hearing.reset();
        break;
      case 'status':
        this.become(heard.status, heard.silentMs);
        break;
      case 'joined':
        this.become(heard.status);
        // What changed between the first answers and now was told to others only.
        if (heard.status !== 'off') this.hearing.reset();
        break;
    }
  }

  private become(status: StreamStatus, silentMs = 0): void {
    const before = this.liveness.get();
    const wasBehind = before.status === 'lost' || before.status === 'connecting';
    this.liveness.set({ status, since: wasBehind && status !== 'live' ? before.since : serviceNow() - silentMs });
    if (status === 'refused') sessionEnded();
  }
}
