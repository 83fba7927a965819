import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../kernel/errors';
import type { Appended } from '../../ports/event-store';
import { codeOf } from './damage';
import { Doubt, LogCommitter } from './log-committer';
import type { Outcome } from './log-committer';
import type { FileIdentity } from './log-file';
import type { Conflict, PreparedAppend } from './log-writer';

export interface CommitterTask {
  readonly dataDir: string;
  /** Of the doubt that it shares with the threads before it. */
  readonly doubt: Int32Array<SharedArrayBuffer>;
  /** Which file the log is. */
  readonly file: FileIdentity;
}

export type CommitterOrder =
  | { readonly type: 'commit'; readonly appends: readonly PreparedAppend[] }
  | { readonly type: 'check' }
  | { readonly type: 'close' };

/** One for each order, in their order. */
export type CommitterAnswer =
  | { readonly type: 'outcomes'; readonly outcomes: readonly SentOutcome[] }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly failure: SentFailure };

export type SentOutcome = Appended | Conflict | { readonly failure: SentFailure };

/** An error that comes from another thread would lose its code. */
export interface SentFailure {
  readonly message: string;
  readonly code: string;
}

const { dataDir, doubt, file } = workerData as CommitterTask;
const committer = LogCommitter.to(dataDir, new Doubt(doubt), file);

const sent = (failure: unknown): SentFailure => ({ message: messageOf(failure), code: codeOf(failure) });

const sentOutcome = (outcome: Outcome): SentOutcome =>
  'failure' in outcome ? { failure: sent(outcome.failure) } : outcome;

async function carryOut(order: CommitterOrder): Promise<CommitterAnswer> {
  switch (order.type) {
    case 'commit':
      return { type: 'outcomes', outcomes: (await committer.commit(order.appends)).map(sentOutcome) };
    case 'check':
      await committer.check();
      return { type: 'done' };
    case 'close':
      await committer.close();
      return { type: 'done' };
  }
}

async function answer(order: CommitterOrder): Promise<void> {
  const answered = await carryOut(order).catch((error: unknown): CommitterAnswer => ({
    type: 'failed',
    failure: sent(error),
  }));
  parentPort?.postMessage(answered);
}

let turn = Promise.resolve();
parentPort?.on('message', (order: CommitterOrder) => {
  turn = turn.then(() => answer(order));
});
