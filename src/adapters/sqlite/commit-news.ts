import { realpathSync } from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';

/** How late a commit of another process is noticed, in milliseconds. */
const POLL_MS = 250;

/** One name for every thread of this process, by whatever path it opened the folder. */
function openChannel(dataDir: string): BroadcastChannel {
  const channel = new BroadcastChannel(`runledger:${realpathSync(dataDir)}`);
  channel.unref();
  return channel;
}

/** Tells the readers in every thread of this process that the log has grown. */
export class CommitAnnouncer {
  private readonly channel: BroadcastChannel;

  constructor(dataDir: string) {
    this.channel = openChannel(dataDir);
  }

  announce(): void {
    this.channel.postMessage(null);
  }

  close(): void {
    this.channel.close();
  }
}

/** Hears of commits: of those in this process at once, of another's within POLL_MS. */
export class CommitListener {
  private readonly channel: BroadcastChannel;
  private readonly waiting = new Set<() => void>();
  private poll: NodeJS.Timeout | undefined;

  constructor(dataDir: string) {
    this.channel = openChannel(dataDir);
    this.channel.onmessage = this.wakeAll;
  }

  /** Resolves when the log may have grown, the signal is aborted or the listener closed. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.waiting.delete(wake);
        if (this.waiting.size === 0) this.stopPolling();
        resolve();
      };
      signal.addEventListener('abort', wake);
      this.waiting.add(wake);
      this.poll ??= setTimeout(this.wakeAll, POLL_MS);
    });
  }

  close(): void {
    this.channel.close();
    this.wakeAll();
  }

  private readonly wakeAll = (): void => {
    for (const wake of [...this.waiting]) wake();
  };

  private stopPolling(): void {
    clearTimeout(this.poll);
    this.poll = undefined;
  }
}
