import { beginningOf } from '../../kernel/json-size';
import type { JsonObject } from '../../kernel/message';

/** Bytes of an answer that are read, and that are kept as text. */
const MOST_READ = 64 * 1024;
const MOST_KEPT = 2 * 1024;

/**
 * The beginning of a body, as the step shows it. What comes too slowly, or breaks off, is cut there: the answer was the
 * status. It is not unpacked, so that little that comes stays little.
 */
export async function readResponse(body: AsyncIterable<Buffer>): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isWhole = false;
  try {
    for await (const chunk of body) {
      if (bytes < MOST_KEPT) chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_READ) break;
    }
    isWhole = bytes <= MOST_KEPT;
  } catch {
    isWhole = false;
  }
  const response = beginningOf(Buffer.concat(chunks), MOST_KEPT);
  return isWhole ? { response } : { response, responseCut: true };
}
