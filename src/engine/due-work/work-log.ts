import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { isOutage } from '../../ports/availability';
import type { EventStore } from '../../ports/event-store';

/** Tells of due work that failed; that a store is away is told elsewhere. */
export class WorkLog {
  constructor(
    private readonly events: Pick<EventStore, 'readStream'>,
    private readonly log: Log,
  ) {}

  pass(message: string, error: unknown): void {
    if (!isOutage(error)) this.log.error(message, { error: messageOf(error) });
  }

  /** @param stream of what the work is about: the request before it there is the one that it belongs to */
  async work(message: string, stream: string, fields: object, error: unknown): Promise<void> {
    if (isOutage(error)) return;
    const correlationId = await this.chainOf(stream);
    this.log.error(message, { ...fields, correlationId, error: messageOf(error) });
  }

  /** What cannot be read may be the stream's last event: the first may tell all the same. Null: neither does. */
  private async chainOf(stream: string): Promise<string | null> {
    for (const direction of ['backwards', 'forwards'] as const) {
      try {
        const [event] = await this.events.readStream(stream, { limit: 1, direction });
        return event?.metadata.correlationId ?? null;
      } catch {
        continue;
      }
    }
    return null;
  }
}
