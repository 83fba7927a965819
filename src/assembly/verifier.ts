import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Verification, Verifier } from '../engine/projecting/verifications';
import { DomainError, messageOf } from '../kernel/errors';
import type { Log } from '../kernel/log';
import { StoreUnavailable } from '../ports/availability';
import type { StoreConfig } from './stores';
import type { VerifierMessage, VerifierTask } from './verifier.worker';

/** Verifies each read model in a thread of its own: it reads the whole log, and what shares its thread would wait. */
export class VerifierThreads implements Verifier {
  private readonly running = new Map<Worker, Promise<void>>();

  constructor(
    private readonly config: StoreConfig,
    private readonly log: Log,
  ) {}

  begin(projection: string, key: string | null): Promise<Verification> {
    const { dataDir, eventStoreUrl, mongoUrl } = this.config;
    const workerData: VerifierTask = { dataDir, eventStoreUrl, mongoUrl, projection, key };
    const worker = new Worker(path.join(__dirname, 'verifier.worker.js'), { workerData });
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        this.running.delete(worker);
        resolve();
      });
    });
    this.running.set(worker, ended);
    return new Promise((resolve, reject) => {
      worker.on('message', (message: VerifierMessage) => {
        if (message.type === 'log') this.log[message.level](message.message, message.fields);
        else if (message.type === 'begun') resolve(message.verification);
        else if (message.type === 'away') reject(new StoreUnavailable('read store', 'verifying could not begin'));
        else reject(new DomainError(message.code, message.message, { ...message.details }));
      });
      worker.once('error', (error) => {
        this.log.error('a thread that verifies died', { projection, error: messageOf(error) });
        reject(error);
      });
    });
  }

  /** Resolves when every thread has told that it was interrupted, and is gone. */
  async stop(): Promise<void> {
    for (const worker of this.running.keys()) worker.postMessage('stop');
    await Promise.all(this.running.values());
  }
}
