import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Log } from '../../kernel/log';
import { messageOf } from '../../kernel/errors';
import type { CommitterAnswer, CommitterOrder, CommitterTask, SentFailure, SentOutcome } from './committer.worker';
import { Doubt } from './log-committer';
import type { Committer, Outcome } from './log-committer';
import { identityOfLog } from './log-file';
import type { FileIdentity } from './log-file';
import type { PreparedAppend } from './log-writer';

const WORKER = path.join(__dirname, 'committer.worker.js');

interface Waiting {
  readonly resolve: (answer: CommitterAnswer) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Commits in a thread of its own: whoever decides does not stand still while the disk writes. It keeps no process from
 * ending of which nothing is asked.
 *
 * What became of a commit whose thread died, the next thread looks for, once.
 */
export class CommitterThread implements Committer {
  private readonly doubt = new Doubt();
  private readonly identity: FileIdentity;
  private worker: Worker;
  private hasDied = false;
  private readonly waiting: Waiting[] = [];

  /** @param file the thread's module, as Node can load it */
  constructor(
    private readonly dataDir: string,
    private readonly log: Log,
    private readonly file = WORKER,
  ) {
    this.identity = identityOfLog(dataDir);
    this.worker = this.start();
  }

  async commit(appends: readonly PreparedAppend[]): Promise<readonly Outcome[]> {
    const order: CommitterOrder = { type: 'commit', appends };
    const answer = await this.ask(order).catch(() => this.ask(order));
    if (answer.type !== 'outcomes') throw new Error(`a commit was answered with ${answer.type}`);
    return answer.outcomes.map(outcomeOf);
  }

  async check(): Promise<void> {
    done(await this.ask({ type: 'check' }));
  }

  async close(): Promise<void> {
    try {
      done(await this.ask({ type: 'close' }));
    } finally {
      this.worker.removeAllListeners('exit');
      await this.worker.terminate();
    }
  }

  /** @throws Error when the thread dies meanwhile */
  private ask(order: CommitterOrder): Promise<CommitterAnswer> {
    if (this.hasDied) this.worker = this.start();
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.ref();
      this.worker.postMessage(order);
    });
  }

  private start(): Worker {
    const workerData: CommitterTask = { dataDir: this.dataDir, doubt: this.doubt.memory, file: this.identity };
    const worker = new Worker(this.file, { workerData });
    let fault: unknown = null;
    worker.on('message', (answer: CommitterAnswer) => {
      this.waiting.shift()?.resolve(answer);
      if (this.waiting.length === 0) worker.unref();
    });
    worker.once('error', (error) => {
      fault = error;
    });
    worker.once('exit', (code) => {
      const error = fault === null ? `it ended with ${code}` : messageOf(fault);
      this.log.error('the thread that commits died, and is started again', { error });
      this.hasDied = true;
      for (const { reject } of this.waiting.splice(0)) reject(new Error(error));
    });
    worker.unref();
    this.hasDied = false;
    return worker;
  }
}

function outcomeOf(sent: SentOutcome): Outcome {
  return 'failure' in sent ? { failure: errorOf(sent.failure) } : sent;
}

function done(answer: CommitterAnswer): void {
  if (answer.type === 'failed') throw errorOf(answer.failure);
}

const errorOf = ({ message, code }: SentFailure): Error => Object.assign(new Error(message), { code });
