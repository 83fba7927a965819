import { NO_STREAM } from '../../kernel/message';
import { Recent } from '../../kernel/recent';

/** Streams whose last revision is kept, of those that were used last, at least. */
const CAPACITY = 50_000;

/**
 * The last revision of streams that were read or appended to lately. The process that writes is the only one, so what it
 * knows of a stream's end is exact, and a read of what came after it need not ask the database.
 */
export class StreamHeads {
  private readonly heads = new Recent<string, number>(CAPACITY);

  /** Whether nothing stands at this revision or behind it, for certain. */
  endsBefore(stream: string, revision: number): boolean {
    const head = this.heads.get(stream);
    return head !== undefined && head < revision;
  }

  /** Nobody knows: an append to it had no answer. */
  forget(stream: string): void {
    this.heads.delete(stream);
  }

  /** The stream has got to this revision, NO_STREAM for none; it never goes back. */
  reached(stream: string, revision: number): void {
    this.heads.set(stream, Math.max(this.heads.get(stream) ?? NO_STREAM, revision));
  }
}
