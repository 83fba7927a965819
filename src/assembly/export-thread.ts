import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ExportLines, ExportRequest } from '../engine/auditing/export-lines';
import type { LineMaker } from '../engine/auditing/exports';
import { DomainError } from '../kernel/errors';
import type { Log } from '../kernel/log';
import { StoreUnavailable } from '../ports/availability';
import type { ExportAnswer, ExportOrder, SentError } from './export.worker';
import type { StoreConfig } from './stores';

type Lines = Exclude<ExportAnswer, { readonly type: 'log' | 'failed' }>;

interface Waiting {
  readonly resolve: (lines: Lines) => void;
  readonly reject: (reason: Error) => void;
}

/** Lines are short-lived: what is young in the thread's memory is all that it needs. */
const YOUNG_MB = 16;

/**
 * The lines of exports, made in one thread for all of them, with a connection of its own; begun with the first export.
 * It makes no more of an export than is asked for, and does what is asked of it in turns.
 */
export class ExportThread implements LineMaker {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private exports = 0;

  constructor(
    private readonly config: StoreConfig,
    private readonly log: Log,
  ) {}

  async *lines(request: ExportRequest, signal: AbortSignal): ExportLines {
    const id = this.exports++;
    const worker = (this.worker ??= this.start());
    const order = (one: ExportOrder): void => {
      worker.postMessage(one);
    };
    const end = (): void => {
      order({ type: 'end', id });
      this.waiting.get(id)?.reject(new Error('the export was left'));
      this.waiting.delete(id);
    };
    order({ type: 'begin', id, request });
    signal.addEventListener('abort', end);
    try {
      for (;;) {
        signal.throwIfAborted();
        const lines = await new Promise<Lines>((resolve, reject) => {
          this.waiting.set(id, { resolve, reject });
          order({ type: 'next', id });
        });
        if (lines.type === 'done') return lines.summary;
        yield lines.lines;
      }
    } finally {
      signal.removeEventListener('abort', end);
      end();
    }
  }

  async stop(): Promise<void> {
    await this.worker?.terminate();
  }

  private start(): Worker {
    const { dataDir, eventStoreUrl, mongoUrl } = this.config;
    const workerData: StoreConfig = { dataDir, eventStoreUrl, mongoUrl };
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
    const worker = new Worker(path.join(__dirname, 'export.worker.js'), { workerData, resourceLimits });
    worker.on('message', (answer: ExportAnswer) => {
      this.hear(answer);
    });
    worker.once('error', (error) => {
      this.log.error('the thread of exports died, and is made anew for the next one', { error: error.message });
    });
    worker.once('exit', () => {
      this.worker = null;
      for (const { reject } of this.waiting.values()) reject(new Error('the thread of exports has ended'));
      this.waiting.clear();
    });
    return worker;
  }

  private hear(answer: ExportAnswer): void {
    if (answer.type === 'log') {
      this.log[answer.level](answer.message, answer.fields);
      return;
    }
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (answer.type === 'failed') waiting?.reject(received(answer.error));
    else waiting?.resolve(answer);
  }
}

function received({ kind, code, message }: SentError): Error {
  if (kind === 'refusal') return new DomainError(code, message);
  return kind === 'outage' ? new StoreUnavailable('event store', message) : new Error(message);
}
