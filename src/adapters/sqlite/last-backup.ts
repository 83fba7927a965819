import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isPosition } from '../../kernel/message';
import type { Position } from '../../kernel/message';

/** What a backup leaves behind in the data folder, so that it can be told when there is none, or an old one. */
export interface BackupNote {
  /** When it was made, ISO 8601. */
  readonly at: string;
  /** Of the last event in it. */
  readonly position: Position;
  readonly events: number;
}

const noteFile = (dataDir: string): string => path.join(dataDir, 'last-backup.json');

/** @throws what the file system says */
export function noteBackup(dataDir: string, note: BackupNote): void {
  const file = noteFile(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Null where there is none that can be read. */
export function lastBackup(dataDir: string): BackupNote | null {
  try {
    const note = JSON.parse(readFileSync(noteFile(dataDir), 'utf8')) as Partial<BackupNote> | null;
    const { at, position, events } = note ?? {};
    const isNote =
      typeof at === 'string' &&
      !Number.isNaN(Date.parse(at)) &&
      typeof position === 'string' &&
      typeof events === 'number';
    return isNote && (position === '' || isPosition(position)) ? { at, position, events } : null;
  } catch {
    return null;
  }
}
