import { constants, createReadStream } from 'node:fs';
import { access, open, rename } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { CannotBeUsed } from '../assembly/operator-errors';
import { linkOf } from '../engine/auditing/chain';
import { isHead } from '../engine/auditing/export-faults';
import type { ExportHead } from '../engine/auditing/exports';
import { linesOf } from '../engine/auditing/lines-of';
import { messageOf } from '../kernel/errors';
import type { Position } from '../kernel/message';
import { WrongInput } from './command';

/** What an export goes on from. */
export interface Cut {
  readonly after: Position;
  readonly hash: string;
}

/**
 * A file that appears whole. Until then what there is of it is in `<file>.part`, for nobody else to read, and goes on
 * from its last whole line when it is opened again.
 */
export class PartFile {
  private constructor(
    private readonly file: string,
    private readonly part: string,
    private readonly handle: FileHandle,
    /** Null: it is empty. */
    readonly cut: Cut | null,
    /** All of it is there but its name: its last line. */
    readonly head: ExportHead | null,
  ) {}

  /** @throws WrongInput when the file is there already, or cannot be made */
  static async open(file: string): Promise<PartFile> {
    if (await exists(file)) throw new WrongInput(`${file} is there already`);
    try {
      return await PartFile.opened(file, `${file}.part`);
    } catch (error) {
      throw new WrongInput(`${file}.part cannot be written: ${messageOf(error)}`);
    }
  }

  private static async opened(file: string, part: string): Promise<PartFile> {
    const { bytes, cut, head } = (await exists(part)) ? await whatIsIn(part) : NOTHING;
    const handle = await open(part, constants.O_CREAT | constants.O_RDWR | constants.O_APPEND, 0o600);
    await handle.chmod(0o600);
    await handle.truncate(bytes);
    return new PartFile(file, part, handle, cut, head);
  }

  /** @throws CannotBeUsed */
  async write(bytes: Uint8Array): Promise<void> {
    await this.handle.appendFile(bytes).catch(this.blamed);
  }

  /** @throws CannotBeUsed */
  async finish(): Promise<void> {
    await this.handle.sync().catch(this.blamed);
    await rename(this.part, this.file).catch(this.blamed);
  }

  private readonly blamed = (error: unknown): never => {
    throw new CannotBeUsed(this.part, `cannot be written: ${messageOf(error)}`);
  };

  close(): Promise<void> {
    return this.handle.close();
  }
}

interface Found {
  readonly bytes: number;
  readonly cut: Cut | null;
  readonly head: ExportHead | null;
}
const NOTHING: Found = { bytes: 0, cut: null, head: null };

async function whatIsIn(part: string): Promise<Found> {
  let found = NOTHING;
  for await (const line of linesOf(createReadStream(part))) {
    const link = linkOf(line.bytes);
    if (!line.isEnded || link?.isWhole !== true) break;
    const bytes = found.bytes + line.bytes.length + 1;
    if (isHead(line)) return { bytes, cut: null, head: JSON.parse(line.bytes.toString()) as ExportHead };
    const after = /^\{"position":"([0-9a-f]{16})"/.exec(line.bytes.toString('latin1', 0, 40))?.[1];
    if (after === undefined) break;
    found = { bytes, cut: { after, hash: link.hash }, head: null };
  }
  return found;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
