import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Log } from '../kernel/log';
import type { FoldingMessage, FoldingRole, FoldingTask } from './folding-task';
import type { StoreConfig } from './stores';

/**
 * Folding in a thread of its own: SQLite's calls are synchronous, so what shares their thread waits for them.
 */
export class FoldingThread {
  private constructor(
    private readonly worker: Worker,
    /** Rejects when the thread ends by a fault. */
    readonly ended: Promise<void>,
  ) {}

  static start(
    role: FoldingRole,
    config: StoreConfig,
    log: Log,
    told: (message: Exclude<FoldingMessage, { type: 'log' }>) => void,
  ): FoldingThread {
    const { dataDir, eventStoreUrl, mongoUrl } = config;
    const workerData: FoldingTask = { role, dataDir, eventStoreUrl, mongoUrl };
    const worker = new Worker(path.join(__dirname, 'folding.worker.js'), { workerData });
    worker.on('message', (message: FoldingMessage) => {
      if (message.type === 'log') log[message.level](message.message, message.fields);
      else told(message);
    });
    const ended = new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`the ${role} thread ended with ${code}`));
      });
    });
    return new FoldingThread(worker, ended);
  }

  /** Resolves when what is in hand is committed and the thread is gone. */
  async stop(): Promise<void> {
    this.worker.postMessage('stop');
    await this.ended;
  }
}
