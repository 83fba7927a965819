import { NO_STREAM } from '../../kernel/message';

/** Streams whose last revision is kept; the least recently used goes first. */
const CAPACITY = 100_000;

/**
 * The last revision of streams that were read or appended to lately. The process that writes is the only one, so what it
 * knows of a stream's end is exact, and a read of what came after it need not ask the database.
 */
export class StreamHeads {
  private readonly heads = new Map<string, number>();

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
    const head = Math.max(this.heads.get(stream) ?? NO_STREAM, revision);
    this.heads.delete(stream);
    this.heads.set(stream, head);
    if (this.heads.size <= CAPACITY) return;
    const oldest = this.heads.keys().next();
    if (!oldest.done) this.heads.delete(oldest.value);
  }
}
