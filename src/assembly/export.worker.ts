import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { exportLines } from '../engine/auditing/export-lines';
import type { ExportLines, ExportRequest, ExportSummary } from '../engine/auditing/export-lines';
import { PageTurns } from '../engine/auditing/page-turns';
import { DomainError, messageOf } from '../kernel/errors';
import type { Log } from '../kernel/log';
import { isOutage } from '../ports/availability';
import { openLogForReading } from './stores';
import type { ReadingStore, StoreConfig } from './stores';

/** What the thread is told, each of one export by its number. */
export type ExportOrder =
  | { readonly type: 'begin'; readonly id: number; readonly request: ExportRequest }
  | { readonly type: 'next'; readonly id: number }
  | { readonly type: 'end'; readonly id: number };

/** What it answers: to `next` the next lines, or that there are no more; and what it logs. */
export type ExportAnswer =
  | { readonly type: 'lines'; readonly id: number; readonly lines: Uint8Array }
  | { readonly type: 'done'; readonly id: number; readonly summary: ExportSummary }
  | { readonly type: 'failed'; readonly id: number; readonly error: SentError }
  | { readonly type: 'log'; readonly level: keyof Log; readonly message: string; readonly fields: object };

/** An error that comes from another thread would lose its class. */
export interface SentError {
  readonly kind: 'refusal' | 'outage' | 'fault';
  readonly code: string;
  readonly message: string;
}

interface Open {
  readonly lines: ExportLines;
  readonly ending: AbortController;
}

/** Whoever works on requests and folds has the processor first: about ten times as much of it where there is too little. */
const BEHIND_OTHERS = constants.priority.PRIORITY_BELOW_NORMAL;

const tell = (answer: ExportAnswer, own: readonly ArrayBuffer[] = []): void => parentPort?.postMessage(answer, own);

/** Handed over as they are, unless they share their memory with others, as what is short does. */
const memoryOf = ({ buffer, byteLength }: Uint8Array): readonly ArrayBuffer[] =>
  buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
const at =
  (level: keyof Log) =>
  (message: string, fields: object = {}): void => {
    tell({ type: 'log', level, message, fields });
  };
const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };

const open = new Map<number, Open>();
const turns = new PageTurns();
let store: Promise<ReadingStore> | null = null;

/** Opened for the first export, and again for the next one where it could not be. */
function openedStore(): Promise<ReadingStore> {
  store ??= openLogForReading(workerData as StoreConfig, log).catch((error: unknown) => {
    store = null;
    throw error;
  });
  return store;
}

async function* linesOf(request: ExportRequest, signal: AbortSignal): ExportLines {
  return yield* exportLines(await openedStore(), request, signal, turns);
}

async function next(id: number): Promise<void> {
  const lines = open.get(id)?.lines;
  if (lines === undefined) return;
  try {
    const { done, value } = await lines.next();
    if (!open.has(id)) return;
    if (done !== true) tell({ type: 'lines', id, lines: value }, memoryOf(value));
    else tell({ type: 'done', id, summary: value });
  } catch (error) {
    if (open.has(id)) tell({ type: 'failed', id, error: sent(error) });
  }
}

function sent(error: unknown): SentError {
  const kind = error instanceof DomainError ? 'refusal' : isOutage(error) ? 'outage' : 'fault';
  return { kind, code: error instanceof DomainError ? error.code : '', message: messageOf(error) };
}

parentPort?.on('message', (order: ExportOrder) => {
  const { id } = order;
  if (order.type === 'begin') {
    const ending = new AbortController();
    open.set(id, { lines: linesOf(order.request, ending.signal), ending });
  } else if (order.type === 'next') void next(id);
  else {
    open.get(id)?.ending.abort();
    open.delete(id);
  }
});

// Elsewhere it would be the whole process that stands back.
if (process.platform === 'linux') setPriority(BEHIND_OTHERS);
