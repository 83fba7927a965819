import { accessSync, constants, createReadStream, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Config } from '../config';
import { PublicAuditKey } from '../engine/auditing/audit-key';
import { differenceOf } from '../engine/auditing/compare-exports';
import { verifyExport } from '../engine/auditing/verify-export';
import type { Verdict } from '../engine/auditing/verify-export';
import type { ExportHead } from '../engine/auditing/exports';
import { messageOf } from '../kernel/errors';
import { EXIT, WrongInput, commandOf, telling } from './command';
import type { Outcome } from './command';
import { openExportSource } from './export-source';
import { ProgressLine } from './progress-line';

interface VerifyOptions {
  readonly key?: string;
  readonly service?: true;
}

export function verify(cli: Command): void {
  commandOf(
    cli,
    'verify-export <file>',
    'tell whether an export is as it was made, and what was done to it first, without the service',
    `Names the first line that was changed, taken out, put in, doubled, moved, cut off, or is of another export. Whoever can write
a file can make all its hashes anew: only the key tells that from the export that the service signed. Keep the key elsewhere
(GET /api/audit/key). Ends with ${EXIT.unproven} when the lines are whole and no key was given: where they come from is not proven.
With --service the ledger is asked whether it gives the same today, and it ends with ${EXIT.found} when it does not; no key is still ${EXIT.unproven}.`,
  )
    .option('--key <file>', 'the public key that signed it, PEM')
    .option('--service', 'ask the service that runs, or the embedded log')
    .action(telling((config, options: VerifyOptions, file: string) => run(config, file, options)));
}

async function run(config: Config, file: string, { key, service }: VerifyOptions): Promise<Outcome> {
  const publicKey = key === undefined ? null : await keyIn(key);
  const progress = new ProgressLine(process.stderr);
  try {
    const total = sizeOf(file);
    const verdict = await verifyExport(
      () => createReadStream(file),
      publicKey,
      (bytes) => {
        progress.show('verifying', bytes, total);
      },
    );
    if (verdict.fault !== null || verdict.head === null || service !== true) return told(file, verdict);
    return await comparedWithLedger(config, file, verdict, verdict.head);
  } finally {
    progress.end();
  }
}

function told(file: string, { verdict, fault, head }: Verdict): Outcome {
  const events = `${head?.count ?? 0} events${head === null ? '' : whichOf(head)}`;
  const unreadable = (head?.unreadable ?? 0) > 0 ? `, ${head?.unreadable} of which could not be read` : '';
  const fields = { file, verdict, fault, head };
  if (fault !== null) return { text: `line ${fault.line}: ${fault.kind} (${fault.why})`, fields, exitCode: EXIT.found };
  if (verdict === 'proven') return { text: `proven: ${events}, signed by the key ${head?.key}${unreadable}`, fields };
  const text = `whole, origin not proven: ${events}${unreadable}; --key tells who signed it`;
  return { text, fields, exitCode: EXIT.unproven };
}

/** Whose, up to where and of what: an export of less is as whole as one of all. */
function whichOf({ account, last, query }: ExportHead): string {
  const asked = Object.entries(query).map(([name, value]) => `, ${name} ${String(value)}`);
  return ` of ${account}${last === null ? '' : ` up to position ${last}`}${asked.join('')}`;
}

async function comparedWithLedger(config: Config, file: string, verdict: Verdict, head: ExportHead): Promise<Outcome> {
  const outcome = told(file, verdict);
  const source = await openExportSource(config);
  try {
    // an empty export ends before the first event
    const { chunks } = await source.lines({ query: head.query, until: head.last ?? '0'.repeat(16) });
    const difference = await differenceOf(createReadStream(file), chunks);
    const fields = { ...outcome.fields, ledger: { agrees: difference === null, difference } };
    if (difference === null) return { ...outcome, text: `${outcome.text}\nthe ledger gives the same today`, fields };
    const text = `${outcome.text}\nthe ledger gives something else from line ${difference.line} on: ${difference.why}`;
    return { text, fields, exitCode: EXIT.found };
  } finally {
    await source.close();
  }
}

async function keyIn(file: string): Promise<PublicAuditKey> {
  try {
    return PublicAuditKey.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new WrongInput(`${file} holds no public Ed25519 key, PEM: ${messageOf(error)}`);
  }
}

function sizeOf(file: string): number {
  try {
    accessSync(file, constants.R_OK);
    const found = statSync(file);
    if (found.isFile()) return found.size;
  } catch (error) {
    throw new WrongInput(`${file} cannot be read: ${messageOf(error)}`);
  }
  throw new WrongInput(`${file} is no file`);
}
