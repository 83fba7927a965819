import type { ProgressReport } from '../engine/projecting/projection-progress';
import { systemClock } from '../kernel/clock';
import { messageOf } from '../kernel/errors';
import type { Log } from '../kernel/log';
import { FoldingThread } from './folding-thread';
import type { StoreConfig } from './stores';

/** How long after a builder's thread died until there is another, in milliseconds. */
const AGAIN_MS = 5_000;

/** The projector's thread, and the builder's as long as there is something for it to do: one that yields to others, as far as that will do. */
export class FoldingThreads {
  private readonly projector: FoldingThread;
  private builder: Promise<void> | null = null;
  private stopBuilder: () => Promise<void> = () => Promise.resolve();
  /** The log grows faster than a builder that yields to others gets on. */
  private isOutrun = false;
  private isStopping = false;
  /** Of the projector's event loop, p99; null before it was told. */
  loopLagSeconds: number | null = null;
  /** Rejects when the projector has died. */
  readonly ended: Promise<void>;

  constructor(
    private readonly config: StoreConfig,
    private readonly log: Log,
    report: (report: ProgressReport) => void,
  ) {
    this.projector = FoldingThread.start('projector', config, log, (message) => {
      if (message.type === 'progress') report(message.report);
      else if (message.type === 'loop') this.loopLagSeconds = message.lagSeconds;
      else if (message.type === 'work') this.build();
    });
    this.ended = this.projector.ended;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all([this.projector.stop(), this.stopBuilder().catch(() => undefined)]);
  }

  private build(): void {
    if (this.builder !== null || this.isStopping) return;
    const role = this.isOutrun ? 'chaser' : 'builder';
    const builder = FoldingThread.start(role, this.config, this.log, ({ type }) => {
      if (type !== 'outrun' || this.isOutrun) return;
      this.isOutrun = true;
      this.log.info('a copy of a projection gains too little on the log, and yields to nobody from now on');
      void builder.stop().catch(() => undefined);
    });
    this.stopBuilder = () => builder.stop();
    this.builder = this.until(builder).finally(() => {
      if (role === 'chaser') this.isOutrun = false;
      this.builder = null;
    });
  }

  /** What answers goes on without it; whoever comes next goes on from the copy's checkpoint. */
  private async until({ ended }: FoldingThread): Promise<void> {
    try {
      await ended;
    } catch (error) {
      this.log.error('the thread that builds copies died and is started again', { error: messageOf(error) });
      if (!this.isStopping) await systemClock.sleep(AGAIN_MS);
    }
  }
}
