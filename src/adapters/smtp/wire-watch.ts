import { Readable } from 'node:stream';

const CHUNK_BYTES = 16 * 1024;

/**
 * A message that is read only as the connection takes more of it, so that it is known what had not left when a server fell
 * silent. What was taken may still be on its way to the socket: nobody can know more.
 */
export class WireWatch extends Readable {
  private taken = 0;

  constructor(private readonly message: Buffer) {
    super({ highWaterMark: 0 });
  }

  /** The first byte was taken. */
  get begun(): boolean {
    return this.taken > 0;
  }

  /** The last byte was taken: from here on the server may have all of it. */
  get handedOver(): boolean {
    return this.taken === this.message.length;
  }

  override _read(): void {
    if (this.handedOver) {
      this.push(null);
      return;
    }
    const chunk = this.message.subarray(this.taken, this.taken + CHUNK_BYTES);
    this.taken += chunk.length;
    this.push(chunk);
  }
}
