import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../kernel/errors';
import type { Log } from '../kernel/log';

const noteIn = (dataDir: string): string => path.join(dataDir, 'address');

/** Where the service listens that works on the stores of this folder: for the commands of the terminal. */
export function noteAddress(dataDir: string, address: string, log: Log): void {
  try {
    writeFileSync(noteIn(dataDir), `${address}\n`, { mode: 0o600 });
  } catch (error) {
    log.warn('where the service listens could not be noted', { error: messageOf(error) });
  }
}

/** Where the service listens, or did when it was there last; null where none ever was. */
export function notedAddress(dataDir: string): string | null {
  try {
    return readFileSync(noteIn(dataDir), 'utf8').trim();
  } catch {
    return null; // the settings say it then
  }
}
