import { cpSync, existsSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { ServiceProcess } from '../faults/service-process';

/** How long the process that writes the sample is waited for, in milliseconds. */
const PATIENCE_MS = 100_000;

/**
 * Puts the sample ledger into an empty data folder. It is written once, by whichever test file of a run of Jest asks for it
 * first, and copied for each: to write it costs seconds. The lock dies with the process that has it.
 */
export async function copySampleTo(folder: string): Promise<void> {
  const sample = path.join(tmpdir(), 'sample'); // of this run alone: test/temporary-files.js
  const lock = new Database(`${sample}.lock`, { timeout: PATIENCE_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    if (!existsSync(sample)) await write(sample);
  } finally {
    lock.close();
  }
  cpSync(sample, folder, { recursive: true });
}

async function write(sample: string): Promise<void> {
  const unfinished = `${sample}.unfinished`;
  const service = ServiceProcess.start({ DATA_DIR: unfinished, SAMPLE: 'on' });
  if ((await service.listening) === null) throw new Error(`the sample was not written: ${service.errors}`);
  await service.stop();
  renameSync(unfinished, sample);
}
