import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ProgressReport } from '../engine/projecting/projection-progress';
import type { Log } from '../kernel/log';
import type { ProjectorMessage } from './projector.worker';
import type { StoreConfig } from './stores';

/**
 * The projector in a thread of its own: SQLite's calls are synchronous, so what shares their thread waits for them.
 */
export class ProjectorThread {
  private constructor(
    private readonly worker: Worker,
    /** Rejects when the thread ends without having been told to. */
    readonly ended: Promise<void>,
  ) {}

  static start(config: StoreConfig, log: Log, report: (report: ProgressReport) => void): ProjectorThread {
    const { dataDir, eventStoreUrl, mongoUrl } = config;
    const workerData: StoreConfig = { dataDir, eventStoreUrl, mongoUrl };
    const worker = new Worker(path.join(__dirname, 'projector.worker.js'), { workerData });
    worker.on('message', (message: ProjectorMessage) => {
      if (message.type === 'progress') report(message.report);
      else log[message.level](message.message, message.fields);
    });
    const ended = new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`the projector thread ended with ${code}`));
      });
    });
    return new ProjectorThread(worker, ended);
  }

  /** Resolves when the page in hand is committed and the thread is gone. */
  async stop(): Promise<void> {
    this.worker.postMessage('stop');
    await this.ended;
  }
}
